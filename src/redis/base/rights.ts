// What Mortar's user in Redis has to be allowed: for an operator who writes the ACL, and for a start that says what is missing
// before a request finds out in the middle of its work.

import type { RedisHandle } from './handle.ts';

/**
 * Those of the connection. Redis lets everybody log in, so that AUTH and HELLO are not among them. WAIT is for MORTAR_REDIS_DURABLE,
 * EVAL_RO, EVALSHA_RO and READONLY for MORTAR_REDIS_REPLICA_READS.
 */
const ofConnection = [
  'cluster|info',
  'cluster|slots',
  'eval_ro',
  'evalsha_ro',
  'info',
  'ping',
  'readonly',
  'select',
  'wait',
];

/** By subscriptions, which a script has no part in. */
const ofChannels = ['publish', 'pubsub|numsub', 'punsubscribe', 'subscribe', 'unsubscribe'];

/** The same, of channels of slots, which only a cluster has. */
const ofSlotChannels = ['pubsub|shardnumsub', 'spublish', 'ssubscribe', 'sunsubscribe'];

/** Of keys, each with arguments after the key with which it would be a call. */
const ofKeys: Readonly<Record<string, readonly string[]>> = {
  append: ['a'],
  bitcount: [],
  bitpos: ['1'],
  del: [],
  exists: [],
  expire: ['1'],
  get: [],
  getbit: ['0'],
  getrange: ['0', '1'],
  hdel: ['a'],
  hexists: ['a'],
  hget: ['a'],
  hgetall: [],
  hincrby: ['a', '1'],
  hkeys: [],
  hlen: [],
  hmget: ['a'],
  hscan: ['0'],
  hset: ['a', 'b'],
  hsetnx: ['a', 'b'],
  hstrlen: ['a'],
  hvals: [],
  incr: [],
  incrby: ['1'],
  lindex: ['0'],
  llen: [],
  lpop: [],
  lpos: ['a'],
  lpush: ['a'],
  lrange: ['0', '1'],
  lrem: ['0', 'a'],
  ltrim: ['0', '1'],
  mget: [],
  persist: [],
  pexpire: ['1'],
  pexpireat: ['1'],
  pexpiretime: [],
  pfadd: ['a'],
  pfcount: [],
  pttl: [],
  rpop: [],
  rpush: ['a'],
  sadd: ['a'],
  scard: [],
  set: ['a'],
  setbit: ['0', '1'],
  setnx: ['a'],
  sismember: ['a'],
  smembers: [],
  smismember: ['a'],
  srem: ['a'],
  sscan: ['0'],
  strlen: [],
  type: [],
  unlink: [],
  xadd: ['*', 'a', 'b'],
  xdel: ['0-1'],
  xlen: [],
  xrange: ['-', '+'],
  xrevrange: ['+', '-'],
  xtrim: ['MAXLEN', '1'],
  zadd: ['1', 'a'],
  zcard: [],
  zcount: ['0', '1'],
  zincrby: ['1', 'a'],
  zlexcount: ['-', '+'],
  zmscore: ['a'],
  zpopmin: [],
  zrange: ['0', '1'],
  zrangebylex: ['-', '+'],
  zrangebyscore: ['0', '1'],
  zrank: ['a'],
  zrem: ['a'],
  zremrangebyrank: ['0', '1'],
  zremrangebyscore: ['0', '1'],
  zrevrange: ['0', '1'],
  zrevrangebylex: ['+', '-'],
  zrevrangebyscore: ['1', '0'],
  zrevrank: ['a'],
  zscore: ['a'],
};

/** Stand for a key and a channel of Mortar's. */
const own = '$own';
const ownChannel = '$channel';

/** Whose keys stand elsewhere, and those without. */
const others: readonly (readonly string[])[] = [
  ['bitop', 'AND', own, own],
  ['eval', 'return 1', '1', own],
  ['evalsha', '0'.repeat(40), '1', own],
  ['exec'],
  ['lmpop', '1', own, 'LEFT'],
  ['multi'],
  ['rename', own, own],
  ['scan', '0'],
  ['time'],
];

const calls: readonly (readonly string[])[] = [
  ...Object.entries(ofKeys).map(([name, more]) => [name, own, ...more]),
  ...others,
  ...ofChannels.map(channelCall),
  ['info'],
  ['ping'],
];

function channelCall(name: string): readonly string[] {
  return [...name.split('|'), ownChannel, ...(name.endsWith('publish') ? ['a'] : [])];
}

const names = [
  ...new Set([
    ...ofConnection,
    ...ofChannels,
    ...ofSlotChannels,
    ...Object.keys(ofKeys),
    ...others.map(([name]) => name),
  ]),
].sort();

type Prefixes = Pick<RedisHandle, 'prefix' | 'channelPrefix'>;

/** The least rule with which Mortar works, after the user's name and password in ACL SETUSER. */
export function leastAclRule({ prefix, channelPrefix }: Prefixes): string {
  return `resetkeys ~${prefix}:* resetchannels &${channelPrefix}:* -@all ${names.map((name) => `+${name}`).join(' ')}`;
}

/** Judges each call of ARGV, whose words are separated by NUL, as Redis would. */
const judgement = `
local missing = {}
for at = 1, #ARGV do
  local words = {}
  for word in string.gmatch(ARGV[at], '[^%z]+') do words[#words + 1] = word end
  local known, allowed = pcall(redis.acl_check_cmd, unpack(words))
  if not (known and allowed) then missing[#missing + 1] = words[1] end
end
return missing`;

/**
 * What this user may not do: commands, or `any command on the keys mortar:*` in the place of all of them. A user who may run
 * no script gets to know that alone.
 */
export async function missingRights({ client, prefix, channelPrefix, hasSlots }: RedisHandle): Promise<string[]> {
  const filled: Readonly<Record<string, string>> = {
    [own]: `${prefix}:rights`,
    [ownChannel]: `${channelPrefix}:rights`,
  };
  const all = hasSlots ? [...calls, ...ofSlotChannels.map(channelCall)] : calls;
  const told = all.map((call) => call.map((word) => filled[word] ?? word).join('\0'));
  try {
    const missing = (await client.eval(judgement, 0, ...told)) as string[];
    const keyless = missing.filter((name) => !Object.hasOwn(ofKeys, name));
    const allKeys = missing.length - keyless.length === Object.keys(ofKeys).length;
    return allKeys ? [`any command on the keys ${prefix}:*`, ...keyless] : missing;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOPERM')) return ['eval'];
    throw error;
  }
}
