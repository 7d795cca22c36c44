// What the processes of the `failover` run have said, and whether Redis and the payment provider agree.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { Reconciliation } from '../../src/redis/checkout/reconciliation.ts';
import type { ListedCharge } from '../../src/redis/payment/payment.ts';
import type { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { type FailoverLine, sku } from './failover-work.ts';
import type { Verdict } from './run.ts';

const heapSamples = 6;
/** How much a process may grow from the first third of the run to the last. */
const heapGrowth = 1.25;

export class FailoverLedger {
  readonly paid = new Map<string, { number: string; quantity: number }>();
  readonly byKey = new Map<string, Set<string>>();
  readonly cancelling = new Set<string>();
  readonly cancelled = new Set<string>();
  readonly jobs: string[] = [];
  readonly messages: string[] = [];
  readonly accounts: string[] = [];
  readonly faults = new Map<string, number>();
  readonly heap: number[] = [];
  readonly used = new Map<string, number>();
  unknown = 0;

  hear(text: string): void {
    const line = JSON.parse(text) as FailoverLine;
    if ('paid' in line) {
      this.paid.set(line.paid, line);
      this.byKey.set(line.key, (this.byKey.get(line.key) ?? new Set()).add(line.paid));
    } else if ('cancelling' in line) this.cancelling.add(line.cancelling);
    else if ('cancelled' in line) this.cancelled.add(line.cancelled);
    else if ('job' in line) this.jobs.push(line.job);
    else if ('message' in line) this.messages.push(line.message);
    else if ('account' in line) this.accounts.push(line.account);
    else if ('unknown' in line) this.unknown += 1;
    else if ('heap' in line) this.heap.push(line.heap);
    else if ('used' in line) this.used.set(line.used, (this.used.get(line.used) ?? 0) + 1);
    else this.faults.set(line.fault, (this.faults.get(line.fault) ?? 0) + 1);
  }

  /** Whether an order that was acknowledged as paid may be in a state: the answer of who cancels it may be lost with its process. */
  mayBe(id: string, state: string): boolean {
    if (this.cancelled.has(id)) return state === 'CANCELLED';
    return state === 'PAID' || (this.cancelling.has(id) && state === 'CANCELLED');
  }

  get accepted(): number {
    return this.paid.size + this.jobs.length + this.messages.length + this.accounts.length;
  }

  toString(): string {
    const heap = this.heap.length > 0 ? `, heap ${Math.round((this.heap.at(-1) ?? 0) / 1e6)} MB` : '';
    return `${this.paid.size} orders, ${this.jobs.length} jobs, ${this.messages.length} messages, ${this.accounts.length} accounts, ${this.unknown} unknown at first${heap}`;
  }
}

export async function checkFailover(
  redis: RedisHandle,
  provider: TestPaymentProvider,
  ledger: FailoverLedger,
  durable: boolean,
): Promise<Verdict> {
  const stores = createStores(redis, { shop: { payments: provider } });
  await new Reconciliation(redis, { ...stores, payments: provider }, 0).examine(new Date(0), { mend: true });
  const violations = [...ledger.faults].map(([fault, count]) => `${count} times: ${fault}`);
  const missing = await countMissing(stores, ledger);
  const lost = missing.orders.length + missing.jobs + missing.accounts;
  if (durable && lost > 0)
    violations.push(`lost: ${missing.jobs} jobs, ${missing.accounts} accounts, orders ${missing.orders.join(' ')}`);
  const doubled = await countDoubled(stores, provider, ledger, durable, violations);
  judgeHeap(ledger.heap, violations);
  return { accepted: ledger.accepted, lost, duplicated: doubled, stuck: 0, violations };
}

async function countMissing({ orders, jobs, accounts }: Stores, ledger: FailoverLedger) {
  const lostOrders: string[] = [];
  for (const [id, { number }] of ledger.paid) {
    const order = await orders.get(id);
    if (order?.number !== number || !ledger.mayBe(id, order.state))
      lostOrders.push(`${id} (${order?.state ?? 'gone'})`);
  }
  const found = await Promise.all(ledger.jobs.map((id) => jobs.get(id)));
  let lostAccounts = 0;
  for (const email of ledger.accounts) if ((await accounts.findByEmail(email)) === null) lostAccounts += 1;
  return { orders: lostOrders, jobs: found.filter((job) => job === null).length, accounts: lostAccounts };
}

/** Ids and numbers that came twice, keys that bought twice, charges without an order, and stock that was sold otherwise than paid. */
async function countDoubled(
  { orders, inventory }: Stores,
  provider: TestPaymentProvider,
  ledger: FailoverLedger,
  durable: boolean,
  violations: string[],
): Promise<number> {
  let doubled = 0;
  const tell = (count: number, what: string): void => {
    if (count > 0) violations.push(`${count} ${what}`);
    doubled += count;
  };
  const repeats = (values: readonly string[]): number => values.length - new Set(values).size;
  tell(repeats([...ledger.paid.values()].map(({ number }) => number)), 'order numbers came twice');
  // Where nothing waits, two masters that serve at once may give the same id to two jobs: one of them is lost with its master.
  if (durable) tell(repeats(ledger.jobs), 'job ids came twice');
  tell(repeats(ledger.messages), 'cursors of messages came twice');
  tell([...ledger.byKey.values()].filter(({ size }) => size > 1).length, 'idempotency keys bought twice');
  const held = new Map<string, number>();
  for (const { key, refunded } of await allCharges(provider)) {
    const id = key.slice(0, key.indexOf(':'));
    if (!refunded) held.set(id, (held.get(id) ?? 0) + 1);
  }
  let sold = 0;
  let unpaid = 0;
  for (const [id, count] of held) {
    const order = await orders.get(id);
    if (order?.state === 'PAID') sold += order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    if (order?.state !== 'PAID' || count > 1) unpaid += 1;
  }
  tell(unpaid, 'charges have no order of their own');
  const without = [...ledger.paid.keys()].filter((id) => !held.has(id));
  const paidWithout = (await Promise.all(without.map((id) => orders.get(id)))).filter(
    (order) => order?.state === 'PAID',
  );
  tell(paidWithout.length, 'paid orders have no charge');
  const { onHand } = await inventory.get(sku);
  if (durable && onHand !== 1_000_000 - sold)
    tell(
      Math.abs(1_000_000 - sold - onHand),
      `pieces ${onHand < 1_000_000 - sold ? 'are gone and were not sold' : 'were sold and are there'}`,
    );
  return doubled;
}

async function allCharges(provider: TestPaymentProvider): Promise<ListedCharge[]> {
  const found: ListedCharge[] = [];
  let cursor: string | null = null;
  do {
    const page = await provider.charges(new Date(0), cursor);
    found.push(...page.charges);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

/** The least of the first and of the last third, so that what is under way does not count. */
function judgeHeap(heap: readonly number[], violations: string[]): void {
  if (heap.length < heapSamples) return;
  const third = Math.floor(heap.length / 3);
  const [before, after] = [Math.min(...heap.slice(third, 2 * third)), Math.min(...heap.slice(-third))];
  if (after > before * heapGrowth) violations.push(`the heap grew from ${before} to ${after} bytes`);
}
