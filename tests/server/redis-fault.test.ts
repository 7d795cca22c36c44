// A Redis that refuses, for each reason for which a real one does: clients learn what kind of fault it is, the log why, once.

import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, connectBeside, type RedisClient, untilReady } from '../../src/redis/base/connect.ts';
import { redisFault } from '../../src/redis/base/redis-fault.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { codeOf, postGraphql, type Reply } from '../support/post.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly cause?: string;
  readonly kind?: string;
  readonly count?: number;
}

interface Faulty {
  readonly app: TestApp;
  readonly admin: RedisClient;
  /** Lines of the log about a cause. */
  linesOf(cause: string): Line[];
  readonly lines: Line[];
  enqueue(): Promise<Reply>;
  collect(): Promise<Response>;
}

const enqueue = 'mutation { jobEnqueue(input: { queue: "q", name: "n" }) { job { id } userErrors { code } } }';

/** A Mortar on a Redis of its own, which `admin` can spoil. `user` is the user of that Redis that Mortar has. */
async function openFaulty(user?: readonly [name: string, password: string]): Promise<Faulty> {
  const redis = await startMemoryRedis();
  onTestFinished(() => redis.stop());
  const admin = connect(parseRedisUrl(redis.url), 'blocking');
  await untilReady(admin, 5_000);
  onTestFinished(() => admin.disconnect());
  if (user) await admin.call('ACL', 'SETUSER', user[0], 'on', `>${user[1]}`, '~*', '&*', '+@all');
  const lines: Line[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const url = user ? redis.url.replace('//', `//${user.join(':')}@`) : redis.url;
  const app = await openTestApp({ redis: parseRedisUrl(url), log });
  const token = await app.token('ADMIN');
  const view = { eventId: 'a', type: 'PAGE_VIEW', visitorId: 'v', path: '/' };
  return {
    app,
    admin,
    lines,
    linesOf: (cause) => lines.filter((line) => line.cause === cause),
    enqueue: () => postGraphql(app.endpoint, { query: enqueue }, { authorization: `Bearer ${token}` }),
    collect: () => fetch(`${app.url}/collect`, { method: 'POST', body: JSON.stringify({ events: [view] }) }),
  };
}

async function expectFault({ enqueue, collect, linesOf, lines }: Faulty, cause: string, words: RegExp): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    const reply = await enqueue();
    expect(codeOf(reply)).toBe('SERVICE_UNAVAILABLE');
    expect(reply.body.errors?.[0]?.message).toMatch(words);
  }
  const collected = await collect();
  expect(collected.status).toBe(503);
  expect(((await collected.json()) as { error: string }).error).toMatch(words);
  expect(linesOf(cause)).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('a resolver failed');
  expect(JSON.stringify(lines)).not.toContain('a route failed');
}

test('OOM: the memory is full', async () => {
  const faulty = await openFaulty();
  await faulty.admin.call('CONFIG', 'SET', 'maxmemory', '1');
  await expectFault(faulty, 'OOM', /storage of its Redis is full|storage is nearly full/);
  await faulty.admin.call('CONFIG', 'SET', 'maxmemory', '0');
  expect((await faulty.enqueue()).body.errors).toBeUndefined();
});

test('NOREPLICAS: too few replicas to write', async () => {
  const faulty = await openFaulty();
  await faulty.admin.call('CONFIG', 'SET', 'min-replicas-to-write', '1');
  await expectFault(faulty, 'NOREPLICAS', /cannot reach its Redis/);
});

test('NOPERM: the user lacks a right', async () => {
  const faulty = await openFaulty(['mortar', 'secret']);
  await faulty.admin.call('ACL', 'SETUSER', 'mortar', '-@write');
  await expectFault(faulty, 'NOPERM', /lacks a right in its Redis/);
});

test('READONLY: the master has become a replica', async () => {
  const faulty = await openFaulty();
  await faulty.admin.call('REPLICAOF', '127.0.0.1', '1');
  await expectFault(faulty, 'READONLY', /cannot reach its Redis/);
});

test('BUSY: a script does not end', async () => {
  const faulty = await openFaulty();
  await faulty.admin.call('CONFIG', 'SET', 'busy-reply-threshold', '10');
  const other = connectBeside(faulty.admin, 'blocking');
  await untilReady(other, 5_000);
  onTestFinished(() => other.disconnect());
  const endless = faulty.admin.eval('while true do end', 0).catch(() => {});
  await expect.poll(() => other.ping().catch((error: Error) => error.message)).toMatch(/^BUSY/);
  await expectFault(faulty, 'BUSY', /cannot reach its Redis/);
  await other.call('SCRIPT', 'KILL');
  await endless;
});

test.each([
  ['LOADING Redis is loading the dataset in memory', 'unavailable'],
  ['MASTERDOWN Link with MASTER is down', 'unavailable'],
  ['CLUSTERDOWN Hash slot not served', 'unavailable'],
  ['ERR max number of clients reached', 'unavailable'],
  ['MISCONF Redis is configured to save RDB snapshots', 'full'],
  ['NOAUTH Authentication required.', 'refused'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'refused'],
  ['UNBLOCKED client unblocked, instance state changed (master -> replica?)', 'unavailable'],
  ['Too many Cluster redirections. Last error: ReplyError: MOVED 3999 127.0.0.1:6381', 'unavailable'],
  ['EXECABORT Transaction discarded because of: NOREPLICAS Not enough good replicas to write.', 'unavailable'],
  ["CROSSSLOT Keys in request don't hash to the same slot", 'misconfigured'],
  ['MOVED 3999 127.0.0.1:6381', 'misconfigured'],
  ["ERR unknown command 'EVALSHA'", 'misconfigured'],
  ['Connection is closed.', 'unavailable'],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', undefined],
  ['ERR user_script:12: Script attempted to access nonexistent global variable', undefined],
  ['something else', undefined],
])('%s is a fault of the kind %s', (message, kind) => {
  expect(redisFault(new Error(message))?.kind).toBe(kind);
});

test('errors of Node count by their code, also those without a message, and an answer that is none of Redis', () => {
  const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  expect(redisFault(refused)).toEqual({ kind: 'unavailable', cause: 'CONNECTION' });
  const strange = Object.assign(new Error('Protocol error, got "H" as reply type byte'), { name: 'ParserError' });
  expect(redisFault(strange)).toEqual({ kind: 'misconfigured', cause: 'PROTOCOL' });
});

test('a fetch that was aborted is no fault of Redis', () => {
  expect(redisFault(new DOMException('This operation was aborted', 'AbortError'))).toBeUndefined();
});
