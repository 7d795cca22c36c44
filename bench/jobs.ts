// Jobs against BullMQ: adding, working, the wait for an idle worker, and a backlog of a million. Each side has a process of
// its own; both speak to the same Redis, by turns.

import { compare } from './compare.ts';
import type { BenchContext } from './context.ts';
import { benchBacklog } from './jobs/backlog.ts';
import { bulk, type JobSide, openSide } from './jobs/side.ts';

const sizes = { add: 100_000, work: 40_000, samples: 200 } as const;
const peerName = 'BullMQ';

type Measure<Value> = (side: JobSide, queue: string) => Promise<Value>;

export async function benchJobs(context: BenchContext): Promise<void> {
  const { redis, redisUrl, report } = context;
  const mortar = openSide('mortar.ts', redisUrl);
  const peer = openSide('bullmq.ts', redisUrl);
  let rounds = 0;

  /** A round on a queue of its own, which is emptied afterwards. */
  const onFreshQueue =
    <Value>(side: JobSide, measure: Measure<Value>) =>
    async (): Promise<Value> => {
      rounds += 1;
      const result = await measure(side, `queue-${rounds}`);
      // To its end, so that the next round does not share the machine with it.
      await redis.client.flushall('SYNC');
      return result;
    };
  const against = async (name: string, measure: Measure<number>): Promise<void> =>
    report(
      await compare({
        bench: 'jobs',
        case: name,
        unit: 'jobs/s',
        peerName,
        mortar: onFreshQueue(mortar, measure),
        peer: onFreshQueue(peer, measure),
      }),
    );

  await against(`add in bulk, ${bulk.callSize} a call`, (side, queue) => side.addBulk(queue, sizes.add, false));
  await against('add one by one, 100 in flight', (side, queue) => side.addEach(queue, sizes.add));
  for (const priorities of [false, true])
    for (const concurrency of [10, 100])
      await against(`work, concurrency ${concurrency}${priorities ? ', ten priorities' : ''}`, async (side, queue) => {
        await side.addBulk(queue, sizes.work, priorities);
        return side.work(queue, sizes.work, concurrency);
      });
  await benchLatency();
  await benchBacklog(context, { mortar, peer, peerName });
  await mortar.close();
  await peer.close();

  /** Each round's times serve both figures. */
  async function benchLatency(): Promise<void> {
    const sample = (side: JobSide) =>
      onFreshQueue(side, async (_side, queue) =>
        (await side.idleLatency(queue, sizes.samples)).sort((one, other) => one - other),
      );
    const taken: { mortar: number[][]; peer: number[][] } = { mortar: [], peer: [] };
    const median = (times: readonly number[]): number => times[Math.floor(times.length / 2)] as number;
    const worst = (times: readonly number[]): number => times[Math.floor(times.length * 0.99)] as number;
    const measured = async (times: number[][], side: JobSide): Promise<number> => {
      const sorted = await sample(side)();
      times.push(sorted);
      return median(sorted);
    };
    const latency = { bench: 'jobs', unit: 'ms', lessIsBetter: true, peerName } as const;
    report(
      await compare({
        ...latency,
        case: `from add to its handler, idle, p50 of ${sizes.samples}`,
        mortar: () => measured(taken.mortar, mortar),
        peer: () => measured(taken.peer, peer),
      }),
    );
    report(
      await compare({
        ...latency,
        case: `from add to its handler, idle, p99 of ${sizes.samples}`,
        mortar: async () => worst(taken.mortar.shift() as number[]),
        peer: async () => worst(taken.peer.shift() as number[]),
      }),
    );
  }
}
