// What a simulation has sent and what came of it.

import type { BoughtOrder, Money } from './order.ts';

const reasonsAtMost = 20;

export class Tally {
  visits = 0;
  /** Visits of programs. */
  crawls = 0;
  /** For how long visits have begun, and by how much the newest began later than it was to: more is wished for than can be had. */
  liveMs = 0;
  behindMs = 0;
  /** Events that the pages sent, and what became of them. */
  sent = 0;
  counted = 0;
  duplicates = 0;
  refused = 0;
  /** Requests, whatever came of them. */
  requests = 0;
  /** Requests that Mortar asked to come back later with, and how long they waited. */
  limited = 0;
  waitedMs = 0;
  /** Lists of a category, searches, searches that were corrected, and such that found nothing. */
  lists = 0;
  searches = 0;
  corrected = 0;
  missed = 0;
  /** Words and products that were suggested while somebody typed, and products that were recommended for a cart or taken from there. */
  suggestions = 0;
  recommended = 0;
  taken = 0;
  carts = 0;
  checkouts = 0;
  orders = 0;
  declined = 0;
  /** Carts and checkouts that were refused because something was sold out, or as much of it reserved as may be. */
  soldOut = 0;
  /** What orders brought and was not given back: amounts in major units by currency, for a person to read. */
  readonly revenue = new Map<string, number>();
  /** Taxes of the orders, in the same way. */
  readonly taxes = new Map<string, number>();
  /** Orders by the discounts and the shipping methods that they have. */
  readonly discounts = new Map<string, number>();
  readonly shipping = new Map<string, number>();
  /** Orders that their shoppers cancelled, parcels, returns that were taken back, and refunds of a part. */
  cancelled = 0;
  fulfilments = 0;
  returns = 0;
  refunds = 0;
  /** What failed, by what was said about it. */
  readonly failures = new Map<string, number>();
  /** By variant: visitors who were shown it, and orders of theirs. */
  readonly variants = new Map<string, { shown: number; bought: number }>();

  fail(said: string): void {
    const reason = this.failures.has(said) || this.failures.size < reasonsAtMost ? said : 'Something else';
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  cancel({ total }: Pick<BoughtOrder, 'total'>): void {
    this.cancelled += 1;
    this.giveBack(total);
  }

  giveBack({ amount, currency }: Money): void {
    add(this.revenue, currency, -Number(amount));
  }

  order({ total, adjustments }: Pick<BoughtOrder, 'total' | 'adjustments'>): void {
    this.orders += 1;
    add(this.revenue, total.currency, Number(total.amount));
    for (const { kind, source, amount } of adjustments) {
      if (kind === 'TAX') add(this.taxes, amount.currency, Number(amount.amount));
      else add(kind === 'DISCOUNT' ? this.discounts : this.shipping, source, 1);
    }
  }
}

function add(sums: Map<string, number>, name: string, more: number): void {
  sums.set(name, (sums.get(name) ?? 0) + more);
}
