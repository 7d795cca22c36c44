// Judging a session's token and prolonging its life, against the stores that people use with Redis. All over the same
// Redis; Mortar also hashes the token, checks that the account is enabled, reads its roles and compares the client. Either
// side is handed each token as a new text, as a request brings it.

import { readCredential } from '../src/door/credential.ts';
import type { SessionClient } from '../src/redis/session/client.ts';
import { sessionMemoryLimits } from '../src/redis/session/memory.ts';
import { type IssuedSession, Sessions } from '../src/redis/session/session.ts';
import { newUser } from '../tests/support/account.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';
import { freshly, openSessionPeers, type UsePeer } from './session-peers.ts';

const count = 1_000;
const calls = 60_000;
const client: SessionClient = {
  ipAddress: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

interface MortarUses {
  readonly alone: UsePeer;
  readonly fromCookie: UsePeer;
  readonly strangers: UsePeer;
  readonly amongChanges: UsePeer;
}

interface Case {
  readonly what: string;
  readonly peerName: string;
  readonly mortar: UsePeer;
  readonly peer: UsePeer;
}

export async function benchSessions({ redis, redisUrl, report }: BenchContext): Promise<void> {
  const sessions = new Sessions(redis);
  const tokens = (await startSessions(sessions, redis, count)).map(({ token }) => token);
  const peers = await openSessionPeers(redis, redisUrl, count);

  report(
    await compare({
      bench: 'sessions',
      case: `memory of a session, with its index, mean of ${count}`,
      unit: 'bytes',
      lessIsBetter: true,
      peerName: 'connect-redis',
      rounds: 1,
      mortar: () => memoryPerSession(redis, `${redis.prefix}:{session:*`),
      peer: () => memoryPerSession(redis, 'sess:*'),
    }),
  );

  const mortar = await openMortarUses(sessions, redis, tokens);
  for (const { what, peerName, mortar: ours, peer } of casesOf(mortar, peers)) {
    for (const inFlight of [64, 512]) {
      report(
        await compare({
          bench: 'sessions',
          case: `${what}, ${inFlight} in flight`,
          unit: 'sessions/s',
          peerName,
          mortar: () => ratePerSecond(calls, inFlight, (index) => ours(index % count)),
          peer: () => ratePerSecond(calls, inFlight, (index) => peer(index % count)),
        }),
      );
    }
  }
  await peers.close();
}

/** What Mortar does with a session's token, each on its own. */
async function openMortarUses(
  sessions: Sessions,
  redis: BenchContext['redis'],
  tokens: readonly string[],
): Promise<MortarUses> {
  const tokenOf = freshly(tokens);
  const cookieOf = freshly(tokens.map((token) => `__Host-mortar=${token}`));
  const judge = async (token: string | undefined, by = sessions): Promise<void> => {
    if (token === undefined || (await by.validate(token, client)) === null) throw new Error('refused');
  };
  const alone: UsePeer = (index) => judge(tokenOf(index));
  const fromCookie: UsePeer = (index) => judge(readCredential({ cookie: cookieOf(index) }, true)?.token);
  // As many as a process remembers have come just before, so that it remembers none of these. They are not due soon.
  const crowd = new Sessions(redis, { touchMs: 600_000 });
  for (const { token } of await startSessions(sessions, redis, sessionMemoryLimits.tokens))
    await crowd.validate(token, client);
  const strangers: UsePeer = (index) => judge(tokenOf(index), crowd);
  // Each hundredth logs out and in again.
  const busy = await startSessions(sessions, redis, count);
  let uses = 0;
  const amongChanges: UsePeer = async (index) => {
    uses += 1;
    const one = busy[index] as IssuedSession;
    if (uses % 100 > 0) return sessions.validate(one.token, client);
    await sessions.end(one.session.id, 'LOGGED_OUT');
    busy[index] = await begin(sessions, one.session.userId);
    return undefined;
  };
  return { alone, fromCookie, strangers, amongChanges };
}

function casesOf(mortar: MortarUses, peers: Awaited<ReturnType<typeof openSessionPeers>>): readonly Case[] {
  return [
    {
      what: 'validate and touch',
      peerName: 'connect-redis get and touch',
      mortar: mortar.alone,
      peer: peers.connectRedis,
    },
    {
      what: 'validate and touch, none remembered',
      peerName: 'connect-redis get and touch',
      mortar: mortar.strangers,
      peer: peers.connectRedis,
    },
    {
      what: 'validate and touch, one in a hundred logs out and in',
      peerName: 'connect-redis get and touch, or destroy and set',
      mortar: mortar.amongChanges,
      peer: peers.connectRedisAmongChanges,
    },
    {
      what: 'validate and touch',
      peerName: 'connect-redis get and touch behind its signature',
      mortar: mortar.alone,
      peer: peers.signedConnectRedis,
    },
    {
      what: 'from the cookie to the session, and touch',
      peerName: 'express-session with connect-redis',
      mortar: mortar.fromCookie,
      peer: peers.expressSession,
    },
    {
      what: 'validate and touch against a read alone',
      peerName: 'better-auth redis-storage get',
      mortar: mortar.alone,
      peer: peers.betterAuth,
    },
  ];
}

/** One session an account: the dearest case, since the index is not shared. */
async function startSessions(
  sessions: Sessions,
  redis: BenchContext['redis'],
  number: number,
): Promise<IssuedSession[]> {
  const started: IssuedSession[] = [];
  while (started.length < number) {
    const some = Array.from({ length: 100 }, async () => begin(sessions, await newUser(redis)));
    started.push(...(await Promise.all(some)));
  }
  return started;
}

async function begin(sessions: Sessions, userId: string | null): Promise<IssuedSession> {
  const issued = await sessions.start({ userId, transport: 'COOKIE', client });
  if (!issued) throw new Error('the session was refused');
  return issued;
}

/** What belongs to the account rather than to a session does not count. */
async function memoryPerSession(redis: BenchContext['redis'], pattern: string): Promise<number> {
  let bytes = 0;
  for (const key of await redis.client.keys(pattern)) {
    if (!key.endsWith(':access')) bytes += Number(await redis.client.memory('USAGE', key, 'SAMPLES', 0));
  }
  return bytes / count;
}
