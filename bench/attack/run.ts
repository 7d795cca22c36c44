// Runs one attack against a server of its own with 512 MB of heap, and measures how that server does meanwhile.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { Random } from '../chaos/random.ts';
import { type Attack, Tally } from './attack.ts';
import type { ServerState } from './server.ts';

const heapMB = 512;

/** How requests of one kind fared that were sent one after the other. */
export interface Health {
  readonly asked: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface AttackReport extends ServerState {
  readonly sent: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly healthP50Ms: number;
  readonly healthP99Ms: number;
  /** A sentence for each promise that did not hold. */
  readonly violations: readonly string[];
}

export async function runAttack(attack: Attack, seconds: number, seed: number): Promise<AttackReport> {
  const redis = await startMemoryRedis();
  try {
    const server = await startServer(redis.url);
    try {
      return await attackServer(attack, server, seconds, seed);
    } finally {
      await stopServer(server.child);
    }
  } finally {
    await redis.stop();
  }
}

export interface RunningServer {
  readonly child: ChildProcess;
  readonly url: string;
}

async function attackServer(
  attack: Attack,
  { child, url }: RunningServer,
  seconds: number,
  seed: number,
): Promise<AttackReport> {
  const measure = startProbe(`${url}/health/live`);
  const tally = new Tally();
  const until = performance.now() + seconds * 1000;
  const goesOn = (): boolean => performance.now() < until && child.exitCode === null;
  await attack.run({ url, random: new Random(seed), tally, goesOn });
  const health = await measure();
  const state = child.exitCode === null ? await askState(child) : undefined;
  return {
    sent: tally.sent,
    answers: tally.answers,
    ...(state ?? { heapMaxMB: heapMB, loopDelayP99Ms: 0, loopDelayMaxMs: 0, uncaught: 0 }),
    healthP50Ms: Math.round(health.p50Ms),
    healthP99Ms: Math.round(health.p99Ms),
    violations: violationsOf(state, tally, health),
  };
}

/** Asks a URL, with a body for a query, until what it returns is called. */
export function startProbe(url: string, body?: string): () => Promise<Health> {
  const probe = new Worker(new URL('./probe.mjs', import.meta.url), { workerData: { url, body }, execArgv: [] });
  return async () => {
    const measured = once(probe, 'message');
    probe.postMessage('stop');
    return ((await measured) as [Health])[0];
  };
}

function violationsOf(state: ServerState | undefined, { sent, answers }: Tally, health: Health): string[] {
  const violations: string[] = [];
  if (!state) violations.push('the server process ended');
  if (state && state.uncaught > 0) violations.push(`${state.uncaught} errors reached the last resort`);
  if (health.asked === 0 || health.failed > 0)
    violations.push(`${health.failed} of ${health.asked} requests to /health/live failed`);
  if (sent === 0) violations.push('the attack sent nothing');
  for (const [kind, count] of Object.entries(answers))
    if (/^5|INTERNAL/.test(kind)) violations.push(`${count} answers were ${kind}`);
  return violations;
}

export async function startServer(redisUrl: string): Promise<RunningServer> {
  const execArgv = [...process.execArgv, `--max-old-space-size=${heapMB}`];
  const child = fork(new URL('./server.ts', import.meta.url), [redisUrl], { execArgv });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it served`)));
  });
  return { child, url };
}

async function askState(child: ChildProcess): Promise<ServerState> {
  const answer = once(child, 'message');
  child.send('state');
  return ((await answer) as [ServerState])[0];
}

export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
