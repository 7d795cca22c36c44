// A backlog of a million jobs: what one of them takes, and whether adding and working are as quick as with a thousand.

import { compare } from '../compare.ts';
import type { BenchContext } from '../main.ts';
import type { JobSide } from './side.ts';

const sizes = { backlog: 1_000_000, few: 1_000, round: 10_000 } as const;
const concurrency = 100;

interface Sides {
  readonly mortar: JobSide;
  readonly peer: JobSide;
  readonly peerName: string;
}

export async function benchBacklog({ redis, report }: BenchContext, { mortar, peer, peerName }: Sides): Promise<void> {
  const usedBytes = async (): Promise<number> =>
    Number(/^used_memory:(\d+)/m.exec(await redis.client.info('memory'))?.[1]);
  const fill = async (side: JobSide): Promise<number> => {
    const before = await usedBytes();
    await side.addBulk('deep', sizes.backlog, false);
    return ((await usedBytes()) - before) / sizes.backlog;
  };
  const ours = await fill(mortar);
  const theirs = await fill(peer);
  const waiting = `${sizes.backlog} waiting`;
  report(
    await compare({
      bench: 'jobs',
      case: `memory of a waiting job, mean of ${sizes.backlog}`,
      unit: 'bytes',
      lessIsBetter: true,
      peerName,
      rounds: 1,
      mortar: async () => ours,
      peer: async () => theirs,
    }),
  );

  const add = (side: JobSide, queue: string) => side.addBulk(queue, sizes.round, false);
  const work = (side: JobSide, queue: string) => side.work(queue, sizes.round, concurrency);
  const rates = { bench: 'jobs', unit: 'jobs/s' } as const;
  // Each round adds as many as the round of work behind it takes.
  const adding = `add in bulk, ${waiting}`;
  const working = `work, concurrency ${concurrency}, ${waiting}`;
  report(
    await compare({
      ...rates,
      case: adding,
      peerName,
      mortar: () => add(mortar, 'deep'),
      peer: () => add(peer, 'deep'),
    }),
  );
  report(
    await compare({
      ...rates,
      case: working,
      peerName,
      mortar: () => work(mortar, 'deep'),
      peer: () => work(peer, 'deep'),
    }),
  );
  const few = `Mortar with ${sizes.few} waiting`;
  await mortar.addBulk('shallow', sizes.few, false);
  report(
    await compare({
      ...rates,
      case: adding,
      peerName: few,
      mortar: () => add(mortar, 'deep'),
      peer: () => add(mortar, 'shallow'),
    }),
  );
  report(
    await compare({
      ...rates,
      case: working,
      peerName: few,
      mortar: () => work(mortar, 'deep'),
      peer: () => work(mortar, 'shallow'),
    }),
  );
  await redis.client.flushall('ASYNC');
}
