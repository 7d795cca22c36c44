// How long checkouts and orders are kept and waited for, and how much of them there may be.

export const orderLimits = {
  /** A checkout that became no order is forgotten after this time. */
  checkoutTtlMs: 24 * 3_600_000,
  /** One that was given up or replaced, sooner: starting them over and over is free. */
  closedTtlMs: 3_600_000,
  /** An order is kept so long after it last moved: seven years, as bookkeeping asks for in many places. */
  orderTtlMs: 7 * 365 * 24 * 3_600_000,
  /** An owner's list, after the last order: an order that still moves after years is listed as long as it is kept. */
  listTtlMs: 14 * 365 * 24 * 3_600_000,
  /** Whoever settles a payment holds the order so long; after that a worker goes on with it. */
  lockMs: 15_000,
  /** After so long a worker looks what became of a payment that waits for its customer. */
  lookMs: 10_000,
  /** Of a note that others write at the same time. */
  noteTries: 25,
  maxNoteLength: 500,
  /** Payments of one checkout, as each that is declined leaves its answer with it. */
  maxPayments: 20,
  /** Orders that are read at once. */
  maxPage: 1_000,
} as const;
