// Two processes of Mortar behind nginx and haproxy, restarted in turn: no request may fail, and each subscription must be back with all
// that was published.

import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { Overloaded } from '../../src/redis/base/problem.ts';
import type { RedisHandle } from '../../src/redis/index.ts';
import { createStores } from '../../src/redis/library.ts';
import { turnPoliciesOff } from '../../tests/support/policy.ts';
import { type Ports, startHaproxy, startNginx } from '../../tests/support/proxies.ts';
import { bundle } from './bundle.ts';
import { MortarProcess } from './mortar-process.ts';
import { ask, SocketSubscriber, StreamSubscriber, type Subscriber, Tally, topic } from './restart-clients.ts';
import type { Chaos, ChaosContext, Verdict } from './run.ts';

const settings = {
  /** Clients of each proxy. */
  askers: 6,
  subscribers: 4,
  drainSeconds: 5,
  /** After the last restart: so long may it take until all subscribers have everything. */
  catchUpMs: 30_000,
} as const;

export const chaosRestart: Chaos = {
  about:
    'Restarts two processes in turn behind nginx and haproxy; no request may fail, and no subscription may miss a message.',
  seconds: 75,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, faults, seconds, tell } = context;
  tell('building the server');
  const program = await bundle(new URL('./restart-server.ts', import.meta.url), folder, ['@node-rs/argon2']);
  const ports: Ports = [await freePort(), await freePort()];
  const servers = ports.map(
    (port) => new MortarProcess(program, { port, redisUrl: redis.url, drainSeconds: settings.drainSeconds }),
  ) as [MortarProcess, MortarProcess];
  const [token, cursor] = await prepare(handle);
  tell('starting the servers and proxies');
  const stops: (() => Promise<unknown>)[] = [];
  try {
    for (const server of servers) {
      stops.push(() => server.stop());
      await server.start();
    }
    const [nginx, haproxy] = [await startNginx(folder, ports), await startHaproxy(folder, ports)];
    stops.unshift(nginx.stop, haproxy.stop);
    await haproxy.bothUp();
    const tally = new Tally();
    const [asked, left] = [new AbortController(), new AbortController()];
    const doors = [
      { url: nginx.url, keepsConnections: false },
      { url: haproxy.url, keepsConnections: true },
    ];
    const subscribers: Subscriber[] = doors.flatMap(({ url }) =>
      Array.from({ length: settings.subscribers }, (_, place) =>
        place % 2 === 0
          ? new SocketSubscriber(url, token, cursor, tally)
          : new StreamSubscriber(url, token, cursor, tally),
      ),
    );
    const listening = subscribers.map((each) => each.run(left.signal));
    const asking = doors.flatMap((door) =>
      Array.from({ length: settings.askers }, () => ask(door, token, tally, asked.signal)),
    );
    let turn = 0;
    faults.every(1, 'restarts', async () => {
      tell(`${tally.answered} answered, ${tally.sentAgain} sent again, ${tally.failures.length} failed`);
      const place = (turn++ % 2) as 0 | 1;
      // nginx does not ask whether a process is ready: it is told.
      await nginx.setDown(place);
      await servers[place].stop();
      await servers[place].start();
      await nginx.setDown(undefined);
      // haproxy asks by itself.
      await haproxy.bothUp();
    });
    await wait(seconds * 1_000);
    // Each once at least.
    while (faults.total < 2) await wait(100);
    await faults.stop();
    asked.abort();
    await Promise.all(asking);
    await untilCaughtUp(subscribers, tally);
    left.abort();
    await Promise.all(listening);
    return judge(subscribers, tally, servers);
  } finally {
    for (const stop of stops) await stop();
  }
}

/** The token of an account that may publish, and the place from which the subscribers read. */
async function prepare(handle: RedisHandle): Promise<[token: string, cursor: string]> {
  const stores = createStores(handle);
  const token = await issueToken(stores);
  const { cursor } = await stores.messages.publish(topic, 0);
  return [token, cursor];
}

/** The token of an account that may publish, where no policy limits anybody. */
export async function issueToken({ accounts, sessions, rateLimits }: ReturnType<typeof createStores>): Promise<string> {
  await rateLimits.seed();
  await turnPoliciesOff(rateLimits);
  const given = { email: 'worker@example.com', password: 'a long enough password', roles: ['WORKER'] } as const;
  let account = await accounts.create(given).catch(whileOverloaded);
  // What judges passwords takes long to start on a busy machine.
  while (!account) account = await accounts.create(given).catch(whileOverloaded);
  const client = { ipAddress: '127.0.0.1', userAgent: 'restart' };
  const issued = await sessions.start({ userId: account.id, transport: 'BEARER', client });
  if (!issued) throw new Error('The account got no session');
  return issued.token;
}

function whileOverloaded(error: unknown): undefined {
  if (!(error instanceof Overloaded)) throw error;
}

async function untilCaughtUp(subscribers: readonly Subscriber[], { published }: Tally): Promise<void> {
  const until = Date.now() + settings.catchUpMs;
  while (Date.now() < until && subscribers.some(({ numbers }) => numbers.length < published.size)) await wait(100);
}

function judge(subscribers: readonly Subscriber[], tally: Tally, servers: readonly MortarProcess[]): Verdict {
  let [lost, duplicated] = [0, 0];
  for (const { numbers } of subscribers) {
    const seen = new Set(numbers);
    lost += [...tally.published].filter((number) => !seen.has(number)).length;
    duplicated += numbers.length - seen.size;
  }
  const violations = [...tally.failures, ...servers.flatMap(({ failures }) => failures)];
  if (lost > 0) violations.push(`Subscriptions missed ${lost} messages`);
  if (duplicated > 0) violations.push(`Subscriptions got ${duplicated} messages twice`);
  if (tally.comebacks === 0) violations.push('No subscription had to come back');
  return { accepted: tally.answered, lost, duplicated, stuck: 0, violations };
}
