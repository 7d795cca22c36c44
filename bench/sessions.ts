// Judging a session's token and prolonging its life, against express-session's Redis store, which reads the session and
// then touches it. Both over the same Redis; Mortar also hashes the token, checks the account and compares the client.

import { Sessions } from '../src/redis/session.ts';
import type { SessionClient } from '../src/redis/session-client.ts';
import { newUser } from '../tests/support/account.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './main.ts';
import { importPeer } from './peer.ts';

const count = 1_000;
const calls = 40_000;
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const client: SessionClient = { ipAddress: '203.0.113.7', userAgent };

interface PeerSession {
  readonly cookie: { originalMaxAge: number };
  readonly userId: string;
  readonly roles: readonly string[];
  readonly ipAddress: string;
  readonly userAgent: string;
}

/** What is used of connect-redis and of the client that it wants; the bench is compiled without them. */
interface PeerStore {
  set(id: string, session: PeerSession): Promise<unknown>;
  get(id: string): Promise<PeerSession>;
  touch(id: string, session: PeerSession): Promise<unknown>;
}
interface PeerClient {
  connect(): Promise<unknown>;
  close(): Promise<unknown>;
}

export async function benchSessions({ redis, redisUrl, report }: BenchContext): Promise<void> {
  const sessions = new Sessions(redis);
  const tokens = await startSessions(sessions, redis);
  const peerClient = await openPeerClient(redisUrl);
  const peer = await openPeer(peerClient);
  const peerIds = tokens.map((_token, index) => `session-${index}`);
  for (const id of peerIds) await peer.set(id, peerSession(id));
  const judge = async (index: number): Promise<void> => {
    if ((await sessions.validate(tokens[index % count] as string, client)) === null) throw new Error('refused');
  };
  const readAndTouch = async (index: number): Promise<void> => {
    const id = peerIds[index % count] as string;
    await peer.touch(id, await peer.get(id));
  };
  for (const inFlight of [64, 512]) {
    report(
      await compare({
        bench: 'sessions',
        case: `validate and touch, ${inFlight} in flight`,
        unit: 'sessions/s',
        peerName: 'connect-redis get and touch',
        mortar: () => ratePerSecond(calls, inFlight, judge),
        peer: () => ratePerSecond(calls, inFlight, readAndTouch),
      }),
    );
  }
  report(
    await compare({
      bench: 'sessions',
      case: `memory of a session, with its index, mean of ${count}`,
      unit: 'bytes',
      lessIsBetter: true,
      peerName: 'connect-redis',
      rounds: 1,
      mortar: () => memoryPerSession(redis, `${redis.keys.prefix}:{session:*`),
      peer: () => memoryPerSession(redis, 'sess:*'),
    }),
  );
  await peerClient.close();
}

/** One session an account: the dearest case, since the index is not shared. */
async function startSessions(sessions: Sessions, redis: BenchContext['redis']): Promise<string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const userId = await newUser(redis);
    const issued = await sessions.start({ userId, transport: 'COOKIE', client });
    if (!issued) throw new Error('the session was refused');
    tokens.push(issued.token);
  }
  return tokens;
}

function peerSession(id: string): PeerSession {
  return {
    cookie: { originalMaxAge: 1_800_000 },
    userId: id,
    roles: ['CUSTOMER'],
    ipAddress: '203.0.113.7',
    userAgent,
  };
}

async function openPeerClient(url: string): Promise<PeerClient> {
  const { createClient } = await importPeer<{ createClient(options: { url: string }): PeerClient }>('redis');
  const peerClient = createClient({ url });
  await peerClient.connect();
  return peerClient;
}

async function openPeer(peerClient: PeerClient): Promise<PeerStore> {
  const { RedisStore } = await importPeer<{ RedisStore: new (options: { client: PeerClient }) => PeerStore }>(
    'connect-redis',
  );
  return new RedisStore({ client: peerClient });
}

async function memoryPerSession(redis: BenchContext['redis'], pattern: string): Promise<number> {
  let bytes = 0;
  for (const key of await redis.client.keys(pattern)) {
    if (!key.endsWith(':account')) bytes += Number(await redis.client.memory('USAGE', key, 'SAMPLES', 0));
  }
  return bytes / count;
}
