// A backlog of a million jobs: what one of them takes, and whether adding and working are as quick as with a thousand.

import { compare } from '../compare.ts';
import type { BenchContext } from '../context.ts';
import type { JobSide } from './side.ts';

const sizes = { backlog: 1_000_000, few: 1_000, round: 10_000 } as const;
const concurrency = 100;

interface Sides {
  readonly mortar: JobSide;
  readonly peer: JobSide;
  readonly peerName: string;
}

/** A side and one of its queues. */
type Place = readonly [side: JobSide, queue: string];

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

  await mortar.addBulk('shallow', sizes.few, false);
  const few = `Mortar with ${sizes.few} waiting`;
  await benchTurns(peerName, [mortar, 'deep'], [peer, 'deep']);
  await benchTurns(few, [mortar, 'deep'], [mortar, 'shallow']);
  await redis.client.flushall('ASYNC');

  /** Each round adds jobs and works off as many, so that the backlog is the same for all; its two rates serve both figures. */
  async function benchTurns(against: string, ours: Place, theirs: Place): Promise<void> {
    const worked: { mortar: number[]; peer: number[] } = { mortar: [], peer: [] };
    const turn = async (rates: number[], [side, queue]: Place): Promise<number> => {
      const added = await side.addBulk(queue, sizes.round, false);
      rates.push(await side.work(queue, sizes.round, concurrency));
      return added;
    };
    const rates = { bench: 'jobs', unit: 'jobs/s', peerName: against } as const;
    report(
      await compare({
        ...rates,
        case: `add in bulk, ${waiting}`,
        mortar: () => turn(worked.mortar, ours),
        peer: () => turn(worked.peer, theirs),
      }),
    );
    report(
      await compare({
        ...rates,
        case: `work, concurrency ${concurrency}, ${waiting}`,
        mortar: async () => worked.mortar.shift() as number,
        peer: async () => worked.peer.shift() as number,
      }),
    );
  }
}
