// Mortar under mixed traffic in which nothing goes wrong: its memory and that of Redis stay as they are.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { mastersOf, type RedisNode } from '../../src/redis/base/connect.ts';
import type { RedisHandle } from '../../src/redis/index.ts';
import { createStores } from '../../src/redis/library.ts';
import { turnPoliciesOff } from '../../tests/support/policy.ts';
import { bundle } from './bundle.ts';
import { type Kept, keptBytes, sayKept, sumOf } from './kept.ts';
import type { Chaos, ChaosContext, Verdict } from './run.ts';
import { SoakClients, sku } from './soak-clients.ts';

const settings = {
  guests: 50,
  pieces: 1_000_000,
  products: 200,
  /** From one request to the next: some ten a second. */
  pauseMs: 80,
  sampleMs: 15_000,
  /** Below, a third of the run has too few samples to compare. */
  leastSamples: 12,
  /** How much the least of the last third may be above the least of the second. */
  growth: 1.1,
} as const;

/** Bytes: of Mortar, of Redis, and of Redis without what grows with the traffic by design. */
interface Sample {
  readonly rss: number;
  readonly used: number;
  readonly rest: number;
  /** What grows by design, by what it belongs to. */
  readonly kept: Kept;
}

/** What must stay flat, and what Redis has in all. */
type Flat = Omit<Sample, 'kept'>;

export const chaosSoak: Chaos = {
  about:
    'Mixed traffic in which nothing is broken; the memory of Mortar, and that of Redis besides what it keeps by design, must stay flat, and nothing may fail.',
  seconds: 600,
  run,
};

async function run({ redis, handle, folder, seconds, tell }: ChaosContext): Promise<Verdict> {
  tell('building the server');
  const program = await bundle(new URL('./restart-server.ts', import.meta.url), folder, ['@node-rs/argon2']);
  const { guests, operator } = await prepare(handle);
  const port = await freePort();
  const env = { PATH: process.env.PATH, REDIS_URL: redis.url, PORT: String(port), LOG_LEVEL: 'error' };
  const more = { MORTAR_DEMO: '0', MORTAR_EXEMPT_ADDRESSES: '127.0.0.0/8' };
  const server = spawn(process.execPath, [program], { env: { ...env, ...more }, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(server, 'exit');
  try {
    const url = `http://127.0.0.1:${port}`;
    while (
      !(await fetch(`${url}/health/ready`).then(
        (response) => response.ok,
        () => false,
      ))
    ) {
      if (server.exitCode !== null) throw new Error(`The server ended with code ${server.exitCode} as it started`);
      await wait(100);
    }
    const clients = new SoakClients(url, guests, operator);
    const over = new AbortController();
    const asking = clients.run(over.signal, settings.pauseMs);
    const samples: Sample[] = [];
    for (const until = Date.now() + seconds * 1_000; Date.now() < until; await wait(settings.sampleMs)) {
      samples.push(await sample(server.pid as number, handle));
      tell(`${clients.answered} answered, ${sayMemory(samples.at(-1))}`);
    }
    over.abort();
    await asking;
    const violations = [...clients.failures].map(([text, count]) => `${count} times: ${text}`);
    violations.push(...judge(samples));
    console.error(`soak: ${clients.answered} answered; from ${sayMemory(samples[0])}, to ${sayMemory(samples.at(-1))}`);
    for (const [place, least] of thirdsOf(samples).entries())
      console.error(`soak: least of third ${place + 1}: ${sayMemory(least)}`);
    console.error(`soak: kept by design: ${sayKept(samples.at(-1)?.kept ?? new Map())}`);
    return { accepted: clients.answered, lost: 0, duplicated: 0, stuck: 0, violations };
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

async function prepare(handle: RedisHandle) {
  const { accounts, sessions, rateLimits, catalogue, inventory, sites } = createStores(handle);
  await rateLimits.seed();
  await turnPoliciesOff(rateLimits);
  await sites.set('default', []);
  const price = { minor: 1_000n, currency: 'EUR' };
  const skus = [sku, ...Array.from({ length: settings.products }, (_, number) => `cup-${number}`)];
  await catalogue.setMany(
    skus.map((each) => ({ sku: each, name: `Cup ${each}`, description: null, tags: [], price, active: true })),
  );
  await inventory.adjust([{ sku, delta: settings.pieces }]);
  const client = { ipAddress: '127.0.0.1', userAgent: 'soak' };
  const account = await accounts.create({
    email: 'operator@example.com',
    password: 'violet-kettle-93-Harbour',
    roles: ['ADMIN', 'WORKER'],
  });
  const tokenOf = async (userId: string | null): Promise<string> => {
    const issued = await sessions.start({ userId, transport: 'BEARER', client });
    if (!issued) throw new Error('There is no session');
    return issued.token;
  };
  const guests: string[] = [];
  while (guests.length < settings.guests) guests.push(await tokenOf(null));
  return { guests, operator: await tokenOf(account.id) };
}

async function sample(pid: number, { client }: RedisHandle): Promise<Sample> {
  const rss = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1_024;
  const [master] = mastersOf(client) as [RedisNode];
  const used = Number(/^used_memory:(\d+)/m.exec(await master.info('memory'))?.[1]);
  const kept = await keptBytes(master);
  return { rss, used, rest: used - sumOf(kept), kept };
}

/** The least of each third, so that what is under way or not yet collected does not count. */
function thirdsOf(samples: readonly Sample[]): Flat[] {
  const size = Math.floor(samples.length / 3);
  return [0, 1, 2].map((place) => {
    const third = samples.slice(place * size, (place + 1) * size);
    const least = (name: keyof Flat): number => Math.min(...third.map((each) => each[name]));
    return { rss: least('rss'), used: least('used'), rest: least('rest') };
  });
}

function judge(samples: readonly Sample[]): string[] {
  if (samples.length < settings.leastSamples) return [];
  const [, before, after] = thirdsOf(samples) as [Flat, Flat, Flat];
  const grown = (name: keyof Flat): boolean => after[name] > before[name] * settings.growth;
  return [
    ...(grown('rss') ? [`Mortar grew from ${before.rss} to ${after.rss} bytes`] : []),
    ...(grown('rest')
      ? [`Redis grew from ${before.rest} to ${after.rest} bytes, besides what it keeps by design`]
      : []),
  ];
}

function sayMemory(sample: Flat | undefined): string {
  const megabytes = (bytes = 0): string => (bytes / 1e6).toFixed(1);
  return `Mortar ${megabytes(sample?.rss)} MB, Redis ${megabytes(sample?.used)} MB, ${megabytes(sample?.rest)} MB of it not kept by design`;
}
