// The list of what can throw after a script's first write.

import { describe, expect, it } from 'vitest';
import { checkWrites } from '../../scripts/lua/check.ts';
import { type LuaFile, luaFile, showProblem } from '../../scripts/lua/files.ts';

describe('what can throw after the first write', () => {
  const at = (line: number, text: string) => [`src/redis/order/lua/move.lua:${line}: ${text}`];
  const writes = (text: string) =>
    checkWrites({ files: [luaFile('order/lua/move.lua', text) as LuaFile], loads: [] }).map(showProblem);
  const afterWrite = (line: number, name: string, write: number) =>
    at(line, `${name} can throw after the write in order/lua/move.lua:${write}. Move it before the first write.`);

  it('is found after a write, in a branch or not', () => {
    expect(writes("local a = cjson.decode(ARGV[1])\nredis.call('SET', KEYS[1], a.b)\nreturn { a.b }")).toEqual([]);
    expect(writes("redis.call('SET', KEYS[1], 1)\nlocal a = cjson.decode(ARGV[1])\nreturn a")).toEqual(
      afterWrite(2, 'cjson.decode', 1),
    );
    const branch = "if ARGV[1] then redis.call('DEL', KEYS[1]) end\nreturn surely('MGET', unpack(KEYS))";
    expect(writes(branch)).toEqual(afterWrite(2, 'unpack', 1));
    expect(writes(branch.replace('KEYS[1]) end', 'KEYS[1]) return end'))).toEqual([]);
    expect(
      writes("redis.call('DEL', KEYS[1])\nlocal a = unpack(surely('HMGET', KEYS[2], 'a', 'b'))\nreturn a"),
    ).toEqual([]);
  });

  it('is a list of any length, and none that is cut into pieces', () => {
    const pieces = (to: string) =>
      `redis.call('DEL', KEYS[1])\nfor first = 1, #KEYS, 9 do redis.call('DEL', unpack(KEYS, first, ${to})) end`;
    expect(writes(pieces('math.min(first + 8, #KEYS)'))).toEqual([]);
    expect(writes(pieces('first + 8'))).toEqual([]);
    expect(writes(pieces('#KEYS'))).toEqual(afterWrite(2, 'unpack', 1));
    expect(writes("redis.call('DEL', KEYS[1])\nreturn cmsgpack.unpack(ARGV[1])")).toEqual(
      afterWrite(2, 'cmsgpack.unpack', 1),
    );
  });

  it('is found before a write in the same loop, and inside the functions that are called', () => {
    const loop = "for at = 1, 2 do\n  local a = cjson.decode(ARGV[at])\n  redis.call('SET', KEYS[1], a)\nend";
    expect(writes(loop)).toEqual(afterWrite(2, 'cjson.decode', 3));
    const calls =
      "local set = redis.call\nlocal function write() set('SET', KEYS[1], 1) end\nlocal function read() return cjson.decode(ARGV[1]) end\n";
    expect(writes(`${calls}read()\nwrite()`)).toEqual([]);
    expect(writes(`${calls}write()\nread()`)).toEqual(afterWrite(3, 'cjson.decode', 2));
  });

  it('is a command on a key, which may be of another type, unless it minds no type or goes by base/surely', () => {
    const first = "redis.call('SET', KEYS[1], 1)\n";
    const byType = (line: number, command: string) =>
      at(line, `${command} can throw after the write in order/lua/move.lua:1. Call it by base/surely.`);
    expect(writes(`${first}redis.call('HINCRBY', KEYS[2], 'n', 1)`)).toEqual(byType(2, 'HINCRBY'));
    expect(writes(`${first}local list = redis.call('LRANGE', KEYS[2], 0, 1)\nreturn list`)).toEqual(
      byType(2, 'LRANGE'),
    );
    expect(writes(`${first}surely('HINCRBY', KEYS[2], 'n', 1)\nredis.call('PEXPIRE', KEYS[2], 5)`)).toEqual([]);
  });

  it('is a value that may be missing and that nothing has looked at', () => {
    const first = "redis.call('SET', KEYS[1], 1)\n";
    const missing = (line: number, name: string, write = 1) =>
      at(
        line,
        `${name} may be missing after the write in order/lua/move.lua:${write}. Judge it before the first write.`,
      );
    expect(writes(`${first}return surely('HGET', KEYS[2], 'n') + 1`)).toEqual(missing(2, 'A value'));
    expect(writes(`${first}local n = tonumber(ARGV[1])\nreturn n < 5`)).toEqual(missing(3, 'n'));
    expect(writes(`${first}local a, b = unpack(surely('HMGET', KEYS[2], 'a', 'b'))\nreturn 'x' .. b`)).toEqual(
      missing(3, 'b'),
    );
    expect(writes(`${first}surely('SET', KEYS[2], string.match(ARGV[1], 'a'))`)).toEqual(missing(2, 'A value'));
    expect(writes(`local n = redis.call('GET', KEYS[1])\nredis.call('SET', KEYS[2], 1)\nreturn n * 2`)).toEqual(
      missing(3, 'n', 2),
    );
    expect(writes(`${first}local n = tonumber(ARGV[1]) or 0\nreturn n < 5`)).toEqual([]);
    expect(writes(`${first}local n = surely('ZSCORE', KEYS[2], 'n')\nif not n then return end\nreturn n + 1`)).toEqual(
      [],
    );
    expect(
      writes(`${first}local n = surely('GET', KEYS[2])\nif n then surely('SET', KEYS[2], n) end\nreturn n .. ''`),
    ).toEqual(missing(4, 'n'));
  });

  it('is an assertion', () => {
    expect(writes("redis.call('SET', KEYS[1], 1)\nassert(ARGV[1], 'a name is missing')")).toEqual(
      afterWrite(2, 'assert', 1),
    );
  });
});
