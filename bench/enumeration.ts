// `npm run enumeration -- [--pairs N]`: measures whether time tells a stranger which addresses have an account. Each pair asks the same
// for an address with an account and for one without, in turns. The last line is JSON, in milliseconds; the exit code is 1 if the medians
// of a question differ by more than the noise, which is how far the medians of its odd and its even pairs are apart.

import { parseArgs } from 'node:util';
import { startMemoryRedis } from '../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, untilReady } from '../src/redis/base/connect.ts';
import { RedisHandle } from '../src/redis/base/handle.ts';
import { Refusal } from '../src/redis/base/problem.ts';
import { createStores } from '../src/redis/stores.ts';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '200' } } });
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 10 || pairs > 5_000)
  throw new Error(`--pairs is ${JSON.stringify(values.pairs)}, but must be a whole number from 10 to 5000`);

/** Below this, in ms, a difference says nothing over a network. */
const leastNoise = 0.5;
const warmUps = 5;
const password = 'correct horse battery staple';

const server = await startMemoryRedis();
const client = connect(parseRedisUrl(server.url), 'commands');
let networks = 0;
const from = () => ({
  ipAddress: `10.${++networks >> 16}.${(networks >> 8) & 255}.${networks & 255}`,
  userAgent: null,
});

try {
  await untilReady(client, 5_000);
  const { accounts, mailedProofs, verifiedSignUps } = createStores(await RedisHandle.on(client, { prefix: 'bench' }), {
    mail: { available: true, verify: true },
  });
  const questions: Record<string, (email: string) => Promise<unknown>> = {
    signUp: (email) => verifiedSignUps.create({ email, password }, from()),
    logIn: (email) => accounts.logIn(email, 'not the password of it', from()),
    passwordReset: (email) => mailedProofs.request('PASSWORD_RESET', email, from()),
    logInByMail: (email) => mailedProofs.request('LOG_IN', email, from()),
  };
  const report: Record<string, object> = {};
  for (const [name, ask] of Object.entries(questions)) {
    const taken = Array.from({ length: pairs }, (_, index) => `${name}-taken-${index}@example.com`);
    for (const email of taken) await accounts.create({ email, password, verified: true });
    const times = { taken: [] as number[], free: [] as number[] };
    // What is loaded and compiled with the first calls says nothing.
    for (let index = 0; index < warmUps; index++) await timeOf(ask, `${name}-warm-${index}@example.com`);
    for (const [index, email] of taken.entries()) {
      const free = `${name}-free-${index}@example.com`;
      // Which comes first takes turns, too.
      const turns = [['taken', email] as const, ['free', free] as const];
      for (const [kind, address] of index % 2 === 0 ? turns : turns.reverse())
        times[kind].push(await timeOf(ask, address));
    }
    report[name] = judge(times);
  }
  console.log(JSON.stringify({ pairs, ...report }));
  await accounts.close();
} finally {
  client.disconnect();
  await server.stop();
}

async function timeOf(ask: (email: string) => Promise<unknown>, email: string): Promise<number> {
  const began = performance.now();
  await ask(email).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
  return performance.now() - began;
}

function judge({ taken, free }: { readonly taken: readonly number[]; readonly free: readonly number[] }) {
  const half = (list: readonly number[], rest: number) => median(list.filter((_, index) => index % 2 === rest));
  const apart = (list: readonly number[]): number => Math.abs(half(list, 0) - half(list, 1));
  const noise = Math.max(leastNoise, apart(taken), apart(free));
  const difference = median(taken) - median(free);
  const told = Math.abs(difference) > noise;
  if (told) process.exitCode = 1;
  return {
    taken: round(median(taken)),
    free: round(median(free)),
    difference: round(difference),
    noise: round(noise),
    told,
  };
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
