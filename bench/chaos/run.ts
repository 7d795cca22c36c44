// What every fault run is given and what it answers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RedisHandle } from '../../src/redis/index.ts';
import { DurableRedis } from '../../tests/support/durable-redis.ts';
import { Faults } from './faults.ts';
import { Progress } from './progress.ts';
import { Random } from './random.ts';

export interface ChaosContext {
  readonly redis: DurableRedis;
  /** A connection to it for the run itself. */
  readonly handle: RedisHandle;
  /** For whatever the run writes; removed after it. */
  readonly folder: string;
  readonly random: Random;
  readonly faults: Faults;
  /** How long things go wrong; the run then waits until what is under way has ended. */
  readonly seconds: number;
  /** How much of its load and of its processes the run has: 1, or less if others run beside it. */
  readonly share: number;
  /** Resolves when all runs that share this Redis are ready for the first fault. */
  ready(): Promise<void>;
  /** Where the run is: completes "jobs: ". */
  tell(line: string): void;
}

export interface Verdict {
  /** What was acknowledged. */
  readonly accepted: number;
  /** Acknowledged, and gone. */
  readonly lost: number;
  /** There or done twice. */
  readonly duplicated: number;
  /** There, but never ended. */
  readonly stuck: number;
  /** A sentence for each broken invariant, the lost, duplicated and stuck among them. */
  readonly violations: readonly string[];
}

export interface Chaos {
  /** What it breaks and what must hold: one sentence. */
  readonly about: string;
  readonly seconds: number;
  run(context: ChaosContext): Promise<Verdict>;
}

export interface Report extends Verdict {
  readonly faults: number;
  /** The faults by kind, for a person. */
  readonly faultsByKind: string;
}

/** Whatever it has written down stays, with its time: runs read it. */
const journal = [
  ['aof-timestamp-enabled', 'yes'],
  ['auto-aof-rewrite-percentage', '0'],
] as const;

/** For the run itself, whose questions at the end are many: a machine that is busy is no fault. */
const patienceMs = 30_000;

const redisFaults = { killMs: 6_000, downMs: 500, flushMs: 2_000 } as const;

/** A part of `total`, one at least. */
export function part(total: number, { share }: Pick<ChaosContext, 'share'>): number {
  return Math.max(1, Math.round(total * share));
}

/** Runs one with a Redis of its own, which is killed and forgets its scripts; ends whatever it started. */
export async function runChaos(name: string, chaos: Chaos, seconds: number, seed: number): Promise<Report> {
  const random = new Random(seed);
  const faults = new Faults(random);
  const folder = mkdtempSync(join(tmpdir(), 'mortar-chaos-'));
  const redis = await DurableRedis.open('always', journal);
  const handle = await RedisHandle.open(redis.url);
  (handle.client.options as { commandTimeout?: number }).commandTimeout = patienceMs;
  const began = Date.now();
  let line = 'starting';
  const tell = (text: string): void => {
    line = text;
  };
  const ready = async (): Promise<void> => breakRedis(redis, handle, faults, random);
  const progress = new Progress(() => `${name}: ${Math.round((Date.now() - began) / 1000)} s, ${line}; ${faults}`);
  try {
    const verdict = await chaos.run({ redis, handle, folder, random, faults, seconds, share: 1, ready, tell });
    return { ...verdict, faults: faults.total, faultsByKind: String(faults) };
  } finally {
    progress.stop();
    await faults.stop();
    handle.close();
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function breakRedis(redis: DurableRedis, { client }: RedisHandle, faults: Faults, random: Random): void {
  faults.every(redisFaults.flushMs, 'flushes of the scripts', () => client.script('FLUSH').catch(() => false));
  faults.every(redisFaults.killMs, 'kills of Redis', async () => {
    await redis.kill();
    await wait(random.between(0, redisFaults.downMs));
    await redis.start();
  });
}
