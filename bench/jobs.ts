// Jobs against BullMQ: adding, working, the wait for an idle worker, and a backlog of a million. Each side has a process of
// its own; both speak to the same Redis, by turns.

import { compare, median } from './compare.ts';
import { bulk, type JobSide, openSide } from './jobs/side.ts';
import type { BenchContext } from './main.ts';

const sizes = { add: 20_000, work: 10_000, samples: 200, few: 1_000, backlog: 1_000_000, atBacklog: 10_000 } as const;
const peerName = 'BullMQ';

export async function benchJobs({ redis, redisUrl, report }: BenchContext): Promise<void> {
  const mortar = openSide('mortar.ts', redisUrl);
  const peer = openSide('bullmq.ts', redisUrl);
  let round = 0;

  /** A round on a queue of its own, which is emptied afterwards. */
  const onFreshQueue =
    (side: JobSide, measure: (side: JobSide, queue: string) => Promise<number>) => async (): Promise<number> => {
      round += 1;
      const result = await measure(side, `q${round}`);
      await redis.client.flushall();
      return result;
    };
  const against = async (name: string, measure: (side: JobSide, queue: string) => Promise<number>): Promise<void> =>
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

  await against(`add in bulk, ${bulk.callSize} a call, ${sizes.add} jobs`, (side, queue) =>
    side.addBulk(queue, sizes.add, false),
  );
  await against(`add one by one, 100 in flight, ${sizes.add} jobs`, (side, queue) => side.addEach(queue, sizes.add));
  for (const priorities of [false, true])
    for (const concurrency of [10, 100])
      await against(`work, concurrency ${concurrency}${priorities ? ', ten priorities' : ''}`, async (side, queue) => {
        await side.addBulk(queue, sizes.work, priorities);
        return side.work(queue, sizes.work, concurrency);
      });
  await benchLatency();
  await mortar.close();
  await peer.close();

  async function benchLatency(): Promise<void> {
    const times = { mortar: [] as number[], peer: [] as number[] };
    for (const [name, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const sample = (side: JobSide) =>
        onFreshQueue(side, async (_side, queue) => {
          const sorted = (await side.idleLatency(queue, sizes.samples)).sort((a, b) => a - b);
          return sorted[Math.floor(share * sorted.length)] as number;
        });
      report(
        await compare({
          bench: 'jobs',
          case: `from add to its handler, idle, ${name} of ${sizes.samples}`,
          unit: 'ms',
          lessIsBetter: true,
          peerName,
          mortar: sample(mortar),
          peer: sample(peer),
        }),
      );
    }
    void times;
    void median;
  }
}
