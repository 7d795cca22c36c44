// The variables of Redis that REDIS_URL has no place for.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseRedisUrl, type RedisSettings, type RedisTls } from '../redis/base/address.ts';
import { durabilityLimits } from '../redis/base/durable.ts';
import { type DurabilitySettings, type DurableSubject, durableSubjects } from '../redis/durability.ts';
import { list, onOff, onOffWords, text, variable, wholeNumber } from './variable.ts';

const file = (about: string, unset: string) =>
  variable({ about, allowed: 'the path of a PEM file', unset, shape: text });

export const redisVariables = {
  MORTAR_REDIS_TLS_CA_FILE: file(
    'Certificates of the authorities that Mortar trusts for rediss://.',
    'those of the system',
  ),
  MORTAR_REDIS_TLS_CERT_FILE: file(
    'Certificate of Mortar, for a Redis that asks its clients for one. Requires MORTAR_REDIS_TLS_KEY_FILE.',
    'none',
  ),
  MORTAR_REDIS_TLS_KEY_FILE: file('Private key of MORTAR_REDIS_TLS_CERT_FILE.', 'none'),
  MORTAR_REDIS_TLS_SERVER_NAME: variable({
    about: 'Name in the certificates of Redis and Sentinel, if it is not the host of REDIS_URL.',
    unset: 'the host of REDIS_URL',
    allowed: 'a host name',
    shape: z
      .string()
      .regex(/^[\w.-]{1,253}$/)
      .optional(),
  }),
  MORTAR_REDIS_SENTINEL_USERNAME: variable({
    about: 'User at Sentinel. Requires MORTAR_REDIS_SENTINEL_PASSWORD.',
    unset: 'default',
    allowed: 'a user name',
    shape: text,
  }),
  MORTAR_REDIS_SENTINEL_PASSWORD: variable({
    about: 'Password at Sentinel.',
    unset: 'that of REDIS_URL',
    allowed: 'a password',
    shape: text,
    secret: true,
  }),
  MORTAR_REDIS_NAT_MAP: variable({
    about:
      'Addresses at which Mortar reaches nodes whose own addresses work only in the network of the cluster or of Sentinel.',
    unset: 'none',
    allowed: 'pairs of inner and outer address, as in 10.0.0.1:6379=redis.example.com:7001, with commas between them',
    shape: list((pair) => natPair.test(pair)),
  }),
  MORTAR_REDIS_DURABLE: variable({
    about:
      'What must have a write of an order before Mortar acknowledges it. replicas:2: two replicas have it in memory; name as ' +
      'many as each master has. fsync: the disk of the master has it. fsync,replicas:2: the disks of two replicas have it, ' +
      'too. fsync requires Redis 7.2.',
    unset: 'none: the memory of the master',
    allowed: 'none, replicas:N with N from 1 to 9, fsync, or fsync,replicas:N',
    shape: z
      .string()
      .regex(/^(none|fsync|(fsync,)?replicas:[1-9])$/)
      .default('none'),
  }),
  MORTAR_REDIS_DURABLE_TIMEOUT_MS: wholeNumber(
    'How long a write waits for MORTAR_REDIS_DURABLE. After that its outcome counts as unknown.',
    { from: 10, to: durabilityLimits.maxTimeoutMs, unset: durabilityLimits.defaultTimeoutMs, unit: 'milliseconds' },
  ),
  MORTAR_REDIS_DURABLE_FOR: variable({
    about: 'Writes that wait for MORTAR_REDIS_DURABLE, separated by commas. orders includes stock and payments.',
    unset: 'orders',
    allowed: `some of ${durableSubjects.join(', ')}, with commas between them`,
    shape: list((item) => (durableSubjects as readonly string[]).includes(item)),
  }),
  MORTAR_REDIS_REPLICA_READS: variable({
    about:
      'Whether replicas serve pages of products, which may then be a moment old. Requires a cluster or Sentinel in REDIS_URL.',
    unset: '0',
    allowed: onOffWords,
    shape: onOff,
  }),
} as const;

/** The inner address as Redis tells it, of which a host in IPv6 has no brackets, and the outer one. */
const natPair = /^([\w.:-]+:\d{1,5})=(?:\[([\da-f:]+)\]|([\w.-]+)):(\d{1,5})$/i;

type Variables = typeof redisVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

/** @throws an Error that names the variable. */
export function readRedis(read: Read): RedisSettings {
  const username = read('MORTAR_REDIS_SENTINEL_USERNAME');
  const password = read('MORTAR_REDIS_SENTINEL_PASSWORD');
  if (username !== undefined && password === undefined)
    throw new Error('MORTAR_REDIS_SENTINEL_USERNAME is set, but MORTAR_REDIS_SENTINEL_PASSWORD is not: set both');
  const pairs = read('MORTAR_REDIS_NAT_MAP').map((pair) => natPair.exec(pair) as RegExpExecArray);
  return {
    tls: readTls(read),
    sentinel: password === undefined ? undefined : { username, password },
    natMap:
      pairs.length === 0
        ? undefined
        : Object.fromEntries(
            pairs.map(([, inner, v6, name, port]) => [inner, { host: v6 ?? name ?? '', port: Number(port) }]),
          ),
  };
}

function readTls(read: Read): RedisTls {
  const pem = (name: `MORTAR_REDIS_TLS_${'CA' | 'CERT' | 'KEY'}_FILE`): string | undefined => {
    const path = read(name);
    if (path === undefined) return undefined;
    let content: string;
    try {
      content = readFileSync(path, 'utf8');
    } catch (error) {
      throw new Error(`${name} cannot be read: ${(error as Error).message}`);
    }
    if (!content.includes('-----BEGIN ')) throw new Error(`${name} is ${path}, which holds no PEM`);
    return content;
  };
  const cert = pem('MORTAR_REDIS_TLS_CERT_FILE');
  const key = pem('MORTAR_REDIS_TLS_KEY_FILE');
  if ((cert === undefined) !== (key === undefined))
    throw new Error('MORTAR_REDIS_TLS_CERT_FILE and MORTAR_REDIS_TLS_KEY_FILE belong together: set both or none');
  return { ca: pem('MORTAR_REDIS_TLS_CA_FILE'), cert, key, servername: read('MORTAR_REDIS_TLS_SERVER_NAME') };
}

/** Whether a URL tells who the replicas are. */
export function tellsReplicas(redisUrl: string | undefined): boolean {
  return redisUrl !== undefined && parseRedisUrl(redisUrl).kind !== 'single';
}

/** Undefined where the memory of the master suffices. */
export function readDurability(read: Read): DurabilitySettings | undefined {
  const words = read('MORTAR_REDIS_DURABLE');
  if (words === 'none') return undefined;
  const subjects = read('MORTAR_REDIS_DURABLE_FOR') as readonly DurableSubject[];
  return Object.freeze({
    replicas: Number(/replicas:(\d)/.exec(words)?.[1] ?? 0),
    disk: words.startsWith('fsync'),
    timeoutMs: read('MORTAR_REDIS_DURABLE_TIMEOUT_MS'),
    subjects: Object.freeze(subjects.length > 0 ? subjects : (['orders'] as const)),
  });
}
