// TLS wherever REDIS_URL says rediss: nothing is sent in the clear, and certificates are judged by name.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { freePort, inMemory } from '../../src/embedded-redis/embedded-redis.ts';
import { findServer } from '../../src/embedded-redis/find.ts';
import { startRedisProcess } from '../../src/embedded-redis/process.ts';
import { parseRedisUrl, type RedisAddress } from '../../src/redis/base/address.ts';
import { connect, type RedisClient, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { redisFault } from '../../src/redis/base/redis-fault.ts';
import { startBareRedis } from '../support/bare-redis.ts';
import { type Certificates, makeCertificates } from '../support/certificates.ts';
import { openTcpProxy } from '../support/tcp-proxy.ts';

const password = 'the-password-of-the-master';
const sentinelPassword = 'the-password-of-sentinel';

type Lines = readonly (readonly [string, string])[];

/** For a server that speaks TLS alone, and asks its clients for a certificate. */
function tlsLines({ ca, server }: Certificates, port: number): Lines {
  return [
    ['port', '0'],
    ['tls-port', String(port)],
    ['tls-ca-cert-file', ca],
    ['tls-cert-file', server.cert],
    ['tls-key-file', server.key],
    ['tls-auth-clients', 'yes'],
  ];
}

/** The address as `npm start` makes it of its variables. */
function addressOf({ ca, client }: Certificates, env: Record<string, string>): RedisAddress {
  const { redisUrl, redis } = loadConfig({
    MORTAR_REDIS_TLS_CA_FILE: ca,
    MORTAR_REDIS_TLS_CERT_FILE: client.cert,
    MORTAR_REDIS_TLS_KEY_FILE: client.key,
    ...env,
  });
  return parseRedisUrl(redisUrl as string, redis);
}

/** A Redis with a password and a certificate for `name`. Returns its port. */
async function startTlsRedis(certificates: Certificates, name: string, more: Lines = []): Promise<number> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'mortar-tls-'));
  const url = `rediss://:${password}@localhost:${port}`;
  const server = await startRedisProcess({
    program: await findServer(),
    address: addressOf(certificates, { REDIS_URL: url, MORTAR_REDIS_TLS_SERVER_NAME: name }),
    logFile: join(folder, 'redis.log'),
    config: [
      ['bind', '127.0.0.1'],
      ['dir', folder],
      ['requirepass', password],
      ...tlsLines(certificates, port),
      ...inMemory,
      ...more,
    ],
  });
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return port;
}

function open(address: RedisAddress): RedisClient {
  const client = connect(address, 'commands');
  onTestFinished(() => client.disconnect());
  return client;
}

/** Each socket has one error after another, as where a server sends an alert to a client that has refused its certificate. */
function breakSockets(): void {
  const connectPlainly = tls.connect as (...given: unknown[]) => tls.TLSSocket;
  const breaking = vi.spyOn(tls, 'connect').mockImplementation((...given: unknown[]) => {
    const socket = connectPlainly(...given);
    setImmediate(() => {
      for (let time = 0; time < 3; time += 1) socket.emit('error', new Error('an alert of TLS'));
    });
    return socket;
  });
  onTestFinished(() => breaking.mockRestore());
}

/** Writes, and hears of a message over the connection for subscriptions. */
async function expectToWork(client: RedisClient): Promise<void> {
  await untilReady(client, 10_000);
  expect(await client.set('greeting', 'hello')).toBe('OK');
  const handle = new RedisHandle(client);
  onTestFinished(() => handle.close());
  const heard = new Promise<string>((resolve) => {
    handle.listen('news', (text) => {
      if (text === '') void client.publish('news', 'now');
      else resolve(text);
    });
  });
  expect(await heard).toBe('now');
}

test('through Sentinel, both Sentinel and the master hear TLS alone, each with its own password', async () => {
  const certificates = await makeCertificates('redis.test');
  const master = await startTlsRedis(certificates, 'redis.test');
  const sentinel = await freePort();
  await startBareRedis(
    [
      ...tlsLines(certificates, sentinel).map((line) => line.join(' ')),
      'tls-replication yes',
      `sentinel monitor main 127.0.0.1 ${master} 1`,
      `sentinel auth-pass main ${password}`,
      `requirepass ${sentinelPassword}`,
    ],
    'sentinel',
  );
  const lines = { master: await openTcpProxy(master), sentinel: await openTcpProxy(sentinel) };
  breakSockets();
  const client = open(
    addressOf(certificates, {
      REDIS_URL: `rediss+sentinel://:${password}@localhost:${lines.sentinel.port}/main`,
      MORTAR_REDIS_TLS_SERVER_NAME: 'redis.test',
      MORTAR_REDIS_SENTINEL_PASSWORD: sentinelPassword,
      MORTAR_REDIS_NAT_MAP: `127.0.0.1:${master}=localhost:${lines.master.port}`,
    }),
  );
  await expectToWork(client);
  for (const line of [lines.sentinel, lines.master]) {
    const bytes = line.sent().toString('latin1');
    // The type of the first record of a handshake.
    expect(bytes.charCodeAt(0)).toBe(0x16);
    for (const word of [password, sentinelPassword, 'AUTH', 'auth', 'greeting', 'sentinel'])
      expect(bytes.includes(word), word).toBe(false);
  }
});

test("a cluster's nodes are known by the names that their certificates are for", async () => {
  const certificates = await makeCertificates('localhost');
  const port = await startTlsRedis(certificates, 'localhost', [
    ['cluster-enabled', 'yes'],
    ['cluster-port', String(await freePort())],
    ['tls-cluster', 'yes'],
    ['cluster-announce-hostname', 'localhost'],
    ['cluster-preferred-endpoint-type', 'hostname'],
  ]);
  const node = open(addressOf(certificates, { REDIS_URL: `rediss://:${password}@localhost:${port}` }));
  await untilReady(node, 10_000).catch(() => {});
  await node.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
  breakSockets();
  await expectToWork(open(addressOf(certificates, { REDIS_URL: `rediss+cluster://:${password}@localhost:${port}` })));
});

test('a server whose certificate is for another name, or of another authority, is not talked to', async () => {
  const certificates = await makeCertificates('redis.test');
  const port = await startTlsRedis(certificates, 'redis.test');
  const url = `rediss://:${password}@localhost:${port}`;
  const strangers = [
    addressOf(certificates, { REDIS_URL: url }),
    addressOf(
      { ...certificates, ca: (await makeCertificates('redis.test')).ca },
      { REDIS_URL: url, MORTAR_REDIS_TLS_SERVER_NAME: 'redis.test' },
    ),
  ];
  for (const address of strangers) {
    const error = await untilReady(open(address), 1_000).catch((reason: unknown) => reason);
    expect(redisFault(error)).toEqual({ kind: 'misconfigured', cause: 'CERTIFICATE' });
  }
});

test.each([
  [{ MORTAR_REDIS_TLS_CA_FILE: '/nowhere/ca.crt' }, /^MORTAR_REDIS_TLS_CA_FILE cannot be read: ENOENT/],
  [{ MORTAR_REDIS_TLS_CA_FILE: '/dev/null' }, /^MORTAR_REDIS_TLS_CA_FILE is \/dev\/null, which holds no PEM$/],
  [{ MORTAR_REDIS_TLS_CERT_FILE: '/x' }, /^MORTAR_REDIS_TLS_CERT_FILE cannot be read/],
  [{ MORTAR_REDIS_SENTINEL_USERNAME: 'me' }, /set both$/],
  [
    { MORTAR_REDIS_NAT_MAP: '10.0.0.1=redis:7000' },
    /^MORTAR_REDIS_NAT_MAP is "10.0.0.1=redis:7000", but must be pairs/,
  ],
])('%j is refused with a word', (env, message) => {
  expect(() => loadConfig(env)).toThrow(message);
});
