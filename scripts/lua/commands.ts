// Calls of Redis in a script: which commands read alone, and which mind no type.

import type { Expression, Node } from 'luaparse';
import { argumentsOf, nameOf, stringOf } from './parse.ts';

export const readCommands = new Set(
  `BITCOUNT BITFIELD_RO BITPOS DBSIZE DUMP ECHO EXISTS EXPIRETIME GET GETBIT GETRANGE HEXISTS HGET HGETALL HKEYS HLEN HMGET
  HRANDFIELD HSCAN HSTRLEN HVALS INFO LINDEX LLEN LPOS LRANGE MEMORY MGET OBJECT PEXPIRETIME PFCOUNT PTTL PUBSUB RANDOMKEY
  SCAN SCARD SDIFF SINTER SINTERCARD SISMEMBER SMEMBERS SMISMEMBER SRANDMEMBER SSCAN STRLEN SUNION TIME TTL TYPE XINFO XLEN
  XPENDING XRANGE XREAD XREVRANGE ZCARD ZCOUNT ZDIFF ZINTER ZLEXCOUNT ZMSCORE ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE
  ZRANK ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION`.split(/\s+/),
);

/** They do not mind of which type a key is. */
const anyType = /^(DEL|UNLINK|EXISTS|EXPIRE|PEXPIRE|EXPIREAT|PEXPIREAT|PERSIST|PUBLISH|SPUBLISH|TIME|TTL|PTTL|TYPE)$/;

/** Which arguments of a command, the command itself being the first, must be numbers: Redis throws on a text that is none. */
const numberPlaces: Readonly<Record<string, readonly number[]>> = {
  ...{ EXPIRE: [2], PEXPIRE: [2], EXPIREAT: [2], PEXPIREAT: [2], INCRBY: [2], DECRBY: [2], HINCRBY: [3], ZINCRBY: [2] },
  ...{ LTRIM: [2, 3], ZREMRANGEBYRANK: [2, 3], SETBIT: [2, 3], GETBIT: [2], LRANGE: [2, 3] },
};

/** What a command is given and must be a number, such as a TTL. */
export function numbersOf(node: Node): Expression[] {
  const given = argumentsOf(node);
  const afterOption = given.filter((_each, place) =>
    /^(EX|PX|EXAT|PXAT|COUNT)$/i.test(stringOf(given[place - 1]) ?? ''),
  );
  const named = (numberPlaces[commandOf(node)] ?? []).flatMap((place) => given[place] ?? []);
  const score = given.slice(2).find((each) => !/^(NX|XX|GT|LT|CH|INCR)$/i.test(stringOf(each) ?? ''));
  const scored = commandOf(node) === 'ZADD' && score && !spreads(score) ? [score] : [];
  return [...named, ...afterOption, ...scored];
}

export function isCommand(meant: unknown): boolean {
  return meant === 'redis.call' || meant === 'redis.pcall' || meant === 'surely';
}

export function commandOf(node: Node): string {
  return stringOf(argumentsOf(node)[0])?.toUpperCase() ?? '';
}

export function spreads(value: Expression): boolean {
  return value.type.includes('Call') || value.type === 'VarargLiteral';
}

export function mindsNoType(node: Node): boolean {
  return anyType.test(commandOf(node)) || (commandOf(node) === 'SET' && !mayGet(argumentsOf(node).slice(3)));
}

/** Whether one of the options of SET is GET, which minds the type, or may be. */
function mayGet(options: readonly Expression[]): boolean {
  return options.some((option, place) => {
    const text = stringOf(option)?.toUpperCase();
    if (text !== undefined) return text === 'GET';
    const isOne = !spreads(option) || nameOf('base' in option ? option.base : undefined) === 'string.format';
    return !isOne || !/^(EX|PX|EXAT|PXAT)$/i.test(stringOf(options[place - 1]) ?? '');
  });
}
