// One of several processes that count the same events at once and ask for numbers with filters all the while. Told what to count, it tells
// its parent what it is told for each filter in the end.

import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { type MetricEvent, Metrics, type MetricTotals, type VisitFilter } from '../../src/redis/metric/metric.ts';

/** What a process does, as it travels: times as texts. */
export interface Counting {
  readonly prefix: string;
  readonly site: string;
  /** Each list in one call. */
  readonly batches: readonly (readonly (Omit<MetricEvent, 'at'> & { readonly at: string })[])[];
}

export interface Asking {
  readonly filters: readonly VisitFilter[];
  readonly from: string;
  readonly to: string;
}

const client = connect(parseRedisUrl(String(process.env.MORTAR_TEST_REDIS_URL)), 'blocking');
await untilReady(client, 30_000);
let counting: Counting | undefined;
let metrics: Metrics | undefined;

async function count({ prefix, site, batches }: Counting, { filters, from, to }: Asking): Promise<void> {
  metrics = new Metrics(new RedisHandle(client, prefix));
  for (const [index, batch] of batches.entries()) {
    const events = batch.map((event) => ({ ...event, at: new Date(event.at) }));
    await metrics.track(site, events, { imported: true });
    // What is held from now on is a part of what there will be.
    if (index % 5 === 0)
      await metrics.totals(site, new Date(from), new Date(to), filters[index % filters.length] as VisitFilter);
  }
}

async function ask({ filters, from, to }: Asking): Promise<MetricTotals[]> {
  const { site } = counting as Counting;
  return Promise.all(filters.map((filter) => (metrics as Metrics).totals(site, new Date(from), new Date(to), filter)));
}

process.on('message', async (message: { count?: Counting; ask: Asking }) => {
  if (message.count) {
    counting = message.count;
    await count(message.count, message.ask);
    process.send?.('counted');
    return;
  }
  const totals = await ask(message.ask);
  process.send?.(totals.map(({ revenue, ...others }) => ({ ...others, revenue: Number(revenue?.get('EUR') ?? 0) })));
});
process.send?.('ready');
