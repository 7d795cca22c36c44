// Whether a Redis is one that Mortar can work on. What cannot work is said before anything is served; what can lose data is
// said as long as it is so.

import type { RedisAddress } from './address.ts';
import { connectOnce, isCluster, mastersOf } from './connect.ts';
import type { Durability } from './durable.ts';
import type { RedisHandle } from './handle.ts';
import { redisFault } from './redis-fault.ts';
import { leastAclRule, missingRights } from './rights.ts';

/** What can lose data on a Redis that works. `saving`: it keeps a file of its data, and the last time failed to write it. */
export type Risk = 'eviction' | 'persistence' | 'saving' | 'unknown';

export interface FitnessFinding {
  /** `unfit`: Mortar does not work on it. `risky`: it works, and data can be lost. */
  readonly kind: 'unfit' | 'risky';
  /** Sentences: what is wrong, and the remedy. */
  readonly text: string;
}

const oldestMajor = 7;
const slots = 16_384;

/** Looks at the settings of each master and at the rights of the user. */
export async function examineFitness(redis: RedisHandle): Promise<FitnessFinding[]> {
  const { client } = redis;
  const found = new Map<string, FitnessFinding>();
  const tell = (kind: FitnessFinding['kind'], text: string): void => void found.set(text, { kind, text });
  for (const node of mastersOf(client)) {
    const info = await node.info().catch(ignoreRefusal);
    if (info === undefined)
      tell('risky', 'Mortar may not read INFO, so it cannot judge the settings of Redis. Allow +info.');
    else judgeInfo(info, tell);
    if (info && !isCluster(client) && /^cluster_enabled:1/m.test(info))
      tell('unfit', 'This Redis is a node of a cluster. Set REDIS_URL to redis+cluster:// and its address.');
  }
  const broken = isCluster(client) ? judgeSlots(await client.cluster('INFO')) : undefined;
  if (broken) found.set(broken.text, broken);
  const missing = await missingRights(redis);
  if (missing.length > 0) tell('unfit', sayMissing(missing, redis));
  return [...found.values()];
}

/** What each master would lose by a crash of its own. */
export async function examineDurability({ client }: RedisHandle): Promise<FitnessFinding[]> {
  const infos = await Promise.all(mastersOf(client).map((node) => node.info().catch(ignoreRefusal)));
  if (!infos.some((info) => info && /^aof_enabled:0/m.test(info))) return [];
  const text = 'Redis writes no append-only file, so a crash of it loses the last minutes. Set appendonly to yes.';
  return [{ kind: 'risky', text }];
}

/** Whether each master has what writes are to wait for. */
export async function examineWaiting(
  { client }: RedisHandle,
  { replicas, disk }: Durability,
): Promise<FitnessFinding[]> {
  const found = new Map<string, FitnessFinding>();
  const tell = (kind: FitnessFinding['kind'], text: string): void => void found.set(text, { kind, text });
  for (const node of mastersOf(client)) {
    // Each answers at once how many there are.
    const answer = await (disk ? node.call('WAITAOF', 0, 0, 1) : node.call('WAIT', 0, 1)).catch(
      (error: Error) => error,
    );
    if (answer instanceof Error) {
      tell('unfit', sayCannotWait(disk ? 'WAITAOF' : 'WAIT', answer));
      continue;
    }
    const info = await node.info().catch(ignoreRefusal);
    if (disk && info && /^aof_enabled:0/m.test(info))
      tell(
        'unfit',
        'MORTAR_REDIS_DURABLE waits for the disk, but Redis writes no append-only file. Set appendonly to yes.',
      );
    const there = Number(/^connected_slaves:(\d+)/m.exec(info ?? '')?.[1] ?? replicas);
    if (there < replicas)
      tell(
        'risky',
        `MORTAR_REDIS_DURABLE waits for ${replicas} replica${replicas === 1 ? '' : 's'}, but a master has ${there}. Orders answer OUTCOME_UNKNOWN until it has them.`,
      );
    if (replicas > 0 && there > replicas)
      tell(
        'risky',
        `MORTAR_REDIS_DURABLE waits for ${replicas} of the ${there} replicas of a master. A failover to another one loses what only these have. Set replicas:${there}.`,
      );
  }
  return [...found.values()];
}

function sayCannotWait(command: 'WAIT' | 'WAITAOF', error: Error): string {
  if (/unknown command/i.test(error.message))
    return `MORTAR_REDIS_DURABLE needs ${command}, which this Redis does not have. Use Redis 7.2 or newer, or replicas:1.`;
  if (error.message.startsWith('NOPERM'))
    return `The user of REDIS_URL may not call ${command}, which MORTAR_REDIS_DURABLE needs. Allow +${command.toLowerCase()}.`;
  throw error;
}

/** What can lose data, of each master that answers. `unknown`: INFO is not allowed. */
export async function examineRisks({ client }: RedisHandle): Promise<Risk[]> {
  const infos = await Promise.all(
    mastersOf(client).map((node) => node.info().catch((error: Error) => (isRefusal(error) ? 'refused' : ''))),
  );
  const any = (pattern: RegExp): boolean => infos.some((info) => pattern.test(info));
  return [
    ...(any(/^maxmemory_policy:(?!noeviction)/m) ? (['eviction'] as const) : []),
    ...(any(/^aof_enabled:0/m) ? (['persistence'] as const) : []),
    ...(any(/^(aof_last_write_status|rdb_last_bgsave_status):err/m) ? (['saving'] as const) : []),
    ...(any(/^refused$/) ? (['unknown'] as const) : []),
  ];
}

/** Why a Redis does not get ready: it loads its data, or it is a cluster that is not whole. Undefined for any other reason. */
export async function seeWhyNotReady(address: RedisAddress): Promise<'loading' | FitnessFinding | undefined> {
  if (address.kind === 'sentinel') return undefined;
  const node = connectOnce(address);
  try {
    await node.ping();
    return address.kind === 'cluster' ? judgeSlots(await node.call('CLUSTER', 'INFO')) : undefined;
  } catch (error) {
    return redisFault(error)?.cause === 'LOADING' ? 'loading' : undefined;
  } finally {
    node.disconnect();
  }
}

function judgeSlots(clusterInfo: unknown): FitnessFinding | undefined {
  const [, served = slots] = /cluster_slots_ok:(\d+)/.exec(String(clusterInfo)) ?? [];
  if (Number(served) === slots) return undefined;
  const text = `The cluster serves ${served} of its ${slots} slots. Repair it with redis-cli --cluster fix.`;
  return { kind: 'unfit', text };
}

function judgeInfo(info: string, tell: (kind: FitnessFinding['kind'], text: string) => void): void {
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  if (Number.parseInt(version, 10) < oldestMajor) tell('unfit', `Redis is ${version}. Mortar needs 7.0 or newer.`);
  if (field('role') === 'slave' && field('slave_read_only') !== '0')
    tell(
      'unfit',
      `This Redis is a read-only replica of ${field('master_host')}:${field('master_port')}. Set REDIS_URL to the primary.`,
    );
  const policy = field('maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction')
    tell(
      'risky',
      `Redis throws sessions and orders away when it is full (maxmemory-policy ${policy}). Set maxmemory-policy to noeviction.`,
    );
}

function sayMissing(missing: readonly string[], redis: RedisHandle): string {
  const channels = missing.some((name) => /^s?(subscribe|publish)$/.test(name));
  return `The user of REDIS_URL lacks rights: ${missing.join(', ')}${channels ? ` on the channels ${redis.channelPrefix}:*` : ''}. Give it at least: ${leastAclRule(redis)}`;
}

/** Undefined for a refusal, which is no fault of the connection. */
function ignoreRefusal(error: Error): undefined {
  if (isRefusal(error)) return undefined;
  throw error;
}

function isRefusal(error: Error): boolean {
  return error.message.startsWith('NOPERM');
}
