// What every fault run is given and what it answers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DurableRedis } from '../../tests/support/durable-redis.ts';
import { Faults } from './faults.ts';
import { Progress } from './progress.ts';
import { Random } from './random.ts';

export interface ChaosContext {
  readonly redis: DurableRedis;
  /** For whatever the run writes; removed after it. */
  readonly folder: string;
  readonly random: Random;
  readonly faults: Faults;
  /** How long things go wrong; the run then waits until what is under way has ended. */
  readonly seconds: number;
  /** Where the run is: completes "jobs: ". */
  tell(line: string): void;
}

export interface Verdict {
  /** What was acknowledged. */
  readonly accepted: number;
  /** Acknowledged, and gone or never ended. */
  readonly lost: number;
  /** There or done twice. */
  readonly duplicated: number;
  /** A sentence for each broken invariant, the lost and duplicated among them. */
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

/** Runs one with a Redis of its own; ends whatever it started. */
export async function runChaos(name: string, chaos: Chaos, seconds: number, seed: number): Promise<Report> {
  const random = new Random(seed);
  const faults = new Faults(random);
  const folder = mkdtempSync(join(tmpdir(), 'mortar-chaos-'));
  const redis = await DurableRedis.open('always');
  const began = Date.now();
  let line = 'starting';
  const tell = (text: string): void => {
    line = text;
  };
  const progress = new Progress(() => `${name}: ${Math.round((Date.now() - began) / 1000)} s, ${line}; ${faults}`);
  try {
    const verdict = await chaos.run({ redis, folder, random, faults, seconds, tell });
    return { ...verdict, faults: faults.total, faultsByKind: String(faults) };
  } finally {
    progress.stop();
    await faults.stop();
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
