// What a simulation has sent and what came of it.

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
  carts = 0;
  checkouts = 0;
  orders = 0;
  declined = 0;
  /** Carts and checkouts that were refused because something was sold out, or as much of it reserved as may be. */
  soldOut = 0;
  /** Amounts in major units by currency, for a person to read. */
  readonly revenue = new Map<string, number>();
  /** What failed, by what was said about it. */
  readonly failures = new Map<string, number>();
  /** By variant: visitors who were shown it, and orders of theirs. */
  readonly variants = new Map<string, { shown: number; bought: number }>();

  fail(said: string): void {
    const reason = this.failures.has(said) || this.failures.size < reasonsAtMost ? said : 'Something else';
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  order({ amount, currency }: { amount: string; currency: string }): void {
    this.orders += 1;
    this.revenue.set(currency, (this.revenue.get(currency) ?? 0) + Number(amount));
  }
}
