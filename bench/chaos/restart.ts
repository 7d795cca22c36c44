// Two processes of Mortar behind nginx and haproxy, restarted in turn: no request may fail, and each subscription must be back with all
// that was published.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { Overloaded } from '../../src/redis/base/problem.ts';
import type { RedisHandle } from '../../src/redis/index.ts';
import { createStores } from '../../src/redis/library.ts';
import { turnPoliciesOff } from '../../tests/support/policy.ts';
import { type Ports, startHaproxy, startNginx } from '../../tests/support/proxies.ts';
import { bundle } from './bundle.ts';
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
  const servers = ports.map((port) => new Server(program, port, redis.url)) as [Server, Server];
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
  const { accounts, sessions, rateLimits, messages } = createStores(handle);
  await rateLimits.seed();
  await turnPoliciesOff(rateLimits);
  const given = { email: 'worker@example.com', password: 'a long enough password', roles: ['WORKER'] } as const;
  let account = await accounts.create(given).catch(whileOverloaded);
  // What judges passwords takes long to start on a busy machine.
  while (!account) account = await accounts.create(given).catch(whileOverloaded);
  const client = { ipAddress: '127.0.0.1', userAgent: 'restart' };
  const issued = await sessions.start({ userId: account.id, transport: 'BEARER', client });
  if (!issued) throw new Error('The account got no session');
  const { cursor } = await messages.publish(topic, 0);
  return [issued.token, cursor];
}

function whileOverloaded(error: unknown): undefined {
  if (!(error instanceof Overloaded)) throw error;
}

async function untilCaughtUp(subscribers: readonly Subscriber[], { published }: Tally): Promise<void> {
  const until = Date.now() + settings.catchUpMs;
  while (Date.now() < until && subscribers.some(({ numbers }) => numbers.length < published.size)) await wait(100);
}

function judge(subscribers: readonly Subscriber[], tally: Tally, servers: readonly Server[]): Verdict {
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

/** `mortar start` on a port. */
class Server {
  readonly failures: string[] = [];
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(program: string, port: number, redisUrl: string) {
    this.#program = program;
    this.#port = port;
    this.#env = {
      PATH: process.env.PATH,
      REDIS_URL: redisUrl,
      PORT: String(port),
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      MORTAR_TRUSTED_PROXIES: '127.0.0.1',
      MORTAR_EXEMPT_ADDRESSES: '127.0.0.0/8',
      MORTAR_DRAIN_SECONDS: String(settings.drainSeconds),
    };
  }

  /** Returns when it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [this.#program], { env: this.#env, stdio: ['pipe', 'ignore', 'inherit'] });
    this.#child = child;
    const isReady = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${this.#port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      if (child.exitCode !== null) throw new Error(`A server ended with code ${child.exitCode} as it started`);
      await wait(100);
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) this.failures.push(`A server ended with code ${code}`);
  }
}
