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
    const branch = "if ARGV[1] then redis.call('DEL', KEYS[1]) end\nreturn redis.call('MGET', unpack(KEYS))";
    expect(writes(branch)).toEqual(afterWrite(2, 'unpack', 1));
    expect(writes(branch.replace('KEYS[1]) end', 'KEYS[1]) return end'))).toEqual([]);
    expect(
      writes("redis.call('DEL', KEYS[1])\nlocal a = unpack(redis.call('HMGET', KEYS[2], 'a', 'b'))\nreturn a"),
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
});
