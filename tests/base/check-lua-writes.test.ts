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

  it('is nothing where what is written is gone when the script ends', () => {
    const counts =
      "redis.call('SET', KEYS[1], 1)\nlocal a = cjson.decode(ARGV[1])\nredis.call('DEL', KEYS[1])\nreturn a";
    expect(writes(counts)).toHaveLength(1);
    expect(writes(`redis.set_repl(redis.REPL_NONE)\n${counts}`)).toEqual([]);
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

  it('is a SET that answers with what was there, and any command that only a variable names', () => {
    const first = "redis.call('SET', KEYS[1], 1)\n";
    const byType = (command: string) =>
      at(2, `${command} can throw after the write in order/lua/move.lua:1. Call it by base/surely.`);
    expect(writes(`${first}redis.call('SET', KEYS[2], 1, 'get')`)).toEqual(byType('SET'));
    expect(writes(`${first}redis.call('SET', KEYS[2], 1, ARGV[1])`)).toEqual(byType('SET'));
    expect(writes(`${first}redis.call('SET', KEYS[2], 1, unpack(ARGV, 1, 2))`)).toEqual(byType('SET'));
    expect(writes(`${first}redis.call(ARGV[1], KEYS[2])`)).toEqual(byType('A command'));
    expect(writes(`${first}redis.call('SET', KEYS[2], 1, 'NX', 'PX', 9)`)).toEqual([]);
  });

  it('is what may have been missing when it was put into a table', () => {
    const first = "redis.call('SET', KEYS[1], 1)\n";
    const missing = (line: number, name: string, write: number) =>
      at(
        line,
        `${name} may be missing after the write in order/lua/move.lua:${write}. Judge it before the first write.`,
      );
    const filled = "local list = {}\nlist[#list + 1] = { sku = 'a', count = tonumber(ARGV[1]) }\n";
    const walk = (body: string) => `for _, each in ipairs(list) do\n${body}\nend`;
    expect(writes(`local list = { tonumber(ARGV[1]) }\n${first}return list[1] + 1`)).toEqual(missing(3, 'A value', 2));
    expect(writes(`${filled}${first}${walk("surely('SET', each.sku, each.count + 1)")}`)).toEqual(
      missing(5, 'each.count', 3),
    );
    expect(writes(`${filled}local function add(some) return some.count + 1 end\n${first}${walk('add(each)')}`)).toEqual(
      missing(3, 'some.count', 4),
    );
    expect(writes(`local t = {}\nt.n = surely('GET', KEYS[1])\n${first}return 'x' .. t.n`)).toEqual(
      missing(4, 't.n', 3),
    );
    expect(writes(`local t = {}\ntable.insert(t, redis.call('GET', KEYS[1]))\n${first}return 'x' .. t[1]`)).toEqual(
      missing(4, 'A value', 3),
    );
    expect(
      writes(`local t = { string.match(ARGV[1], 'a'), 2 }\n${first}local a, b = unpack(t, 1, 2)\nreturn a + b`),
    ).toEqual(missing(4, 'a', 2));
    expect(
      writes(`${filled}${first}${walk('if each.count then surely("INCRBY", each.sku, each.count + 1) end')}`),
    ).toEqual([]);
    expect(
      writes(filled.replace('tonumber(ARGV[1])', 'tonumber(ARGV[1]) or 0') + first + walk('each.n = each.count + 1')),
    ).toEqual([]);
    // What was looked at of one entry says nothing of the next.
    const late = walk("surely('SET', each.sku, each.count + 1)\nif not each.count then break end");
    expect(writes(`${filled}${first}${late}`)).toEqual(missing(5, 'each.count', 3));
  });

  it('is arithmetic on a text that may be no number', () => {
    const first = "redis.call('SET', KEYS[1], 1)\n";
    const text = (line: number, name: string, write = 1) =>
      at(
        line,
        `${name} may be no number after the write in order/lua/move.lua:${write}. Take it by tonumber, and judge that.`,
      );
    expect(writes(`${first}return ARGV[1] + 1`)).toEqual(text(2, 'A value'));
    expect(writes(`${first}local n = surely('HGET', KEYS[1], 'n') or 0\nreturn n + 1`)).toEqual(text(3, 'n'));
    expect(
      writes(
        `local t = {}\nt[#t + 1] = { n = ARGV[1] }\n${first}for _, each in ipairs(t) do surely('SET', KEYS[1], -each.n) end`,
      ),
    ).toEqual(text(4, 'each.n', 3));
    expect(writes(`${first}local a = string.match(ARGV[1], '^(%a+)') or ''\nreturn math.min(a, 1)`)).toEqual(
      text(3, 'a'),
    );
    expect(
      writes(
        `${first}local list = surely('LRANGE', KEYS[2], 0, 1)\nfor _, each in ipairs(list) do\n  if each > 5 then return { each } end\nend`,
      ),
    ).toEqual(text(4, 'each'));
    expect(writes(`${first}local n = tonumber(ARGV[1]) or 0\nreturn n + 1`)).toEqual([]);
    expect(writes(`${first}local n = surely('HGET', KEYS[1], 'n')\nn = tonumber(n or nil) or 0\nreturn n + 1`)).toEqual(
      [],
    );
    expect(writes(`${first}local a = string.match(ARGV[1], '^(%d+)$')\nif a then return a + 1 end`)).toEqual([]);
    expect(writes(`${first}local a, b = ARGV[1], ARGV[2]\nif tonumber(a) then return a + 1 end\nreturn b - 1`)).toEqual(
      text(4, 'b'),
    );
    expect(writes(`local n = ARGV[1] + 1\n${first}return n + 1`)).toEqual([]);
    // Redis throws on these, too.
    expect(writes(`${first}redis.call('EXPIRE', KEYS[1], ARGV[1])`)).toEqual(text(2, 'A value'));
    expect(writes(`${first}redis.call('SET', KEYS[2], 1, 'PX', ARGV[1])`)).toEqual(text(2, 'A value'));
    expect(writes(`local ttl = tonumber(ARGV[1]) or 1\n${first}redis.call('EXPIRE', KEYS[1], ttl)`)).toEqual([]);
    expect(writes(`${first}surely('ZADD', KEYS[2], 'NX', ARGV[1], 'a')`)).toEqual(text(2, 'A value'));
    expect(writes(`${first}return surely('ZCARD', KEYS[2]) + surely('ZSCORE', KEYS[2], 'a')`)).toHaveLength(1);
  });

  const unknown = (line: number, name: string, write: number) =>
    at(
      line,
      `${name} is called after the write in order/lua/move.lua:${write}, and the check does not know what it is. Call a function by its name.`,
    );

  it('is found in a function that a variable, a table or a parameter holds', () => {
    const read = 'local function read(x) return cjson.decode(x) end\n';
    const write = "redis.call('SET', KEYS[1], 1)\n";
    const found = (line: number) => afterWrite(1, 'cjson.decode', line);
    const other = 'local function other(x) return x end\n';
    expect(writes(`${read}${other}local f = ARGV[1] and other or read\n${write}return f(1)`)).toEqual(found(4));
    expect(writes(`${read}local t = { x = read }\n${write}return t.x(1)`)).toEqual(found(3));
    expect(writes(`${read}local t = {}\nt.x = read\n${write}return t.x(1)`)).toEqual(found(4));
    expect(writes(`${read}local f\nf = read\n${write}return f(1)`)).toEqual(found(4));
    expect(writes(`${read}local function run(f) return f(1) end\n${write}return run(read)`)).toEqual(found(3));
    expect(writes(`${read}local d = cjson.decode\n${write}return d(ARGV[1])`)).toEqual(
      afterWrite(4, 'cjson.decode', 3),
    );
  });

  it('is a call of what the check does not know', () => {
    const write = "redis.call('SET', KEYS[1], 1)\n";
    expect(writes(`${write}return loadstring(ARGV[1])`)).toEqual(unknown(2, 'loadstring', 1));
    expect(writes(`local t = {}\n${write}return t.x()`)).toEqual(unknown(3, 't.x', 2));
    expect(writes(`local t = {}\n${write}return t[ARGV[1]]()`)).toEqual(unknown(3, 'A call', 2));
    expect(writes(`local f = tostring(1)\n${write}return f()`)).toEqual(unknown(3, 'f', 2));
    expect(writes(`local function run(f) return f(1) end\nlocal t = {}\n${write}return run(t[1])`)).toEqual(
      unknown(1, 'f', 3),
    );
    expect(writes(`local f = ARGV[1] and tostring\n${write}return f(1)`)).toEqual(unknown(3, 'f', 2));
    expect(writes(`local f = tostring\nlocal each = ARGV[1]\n${write}for a in each do f(a) end`)).toEqual(
      unknown(4, 'A call', 3),
    );
    expect(writes(`local surely = ARGV[1]\n${write}return surely('GET', KEYS[2])`)).toEqual(unknown(3, 'surely', 2));
  });

  it('is what a parameter, a bound of a loop or another part of a reply may lack', () => {
    const first = "redis.call('SET', KEYS[1], 1)\n";
    const missing = (line: number, name: string, write: number) =>
      at(
        line,
        `${name} may be missing after the write in order/lua/move.lua:${write}. Judge it before the first write.`,
      );
    expect(writes(`local function up(n) return n + 1 end\n${first}return up(tonumber(ARGV[1]))`)).toEqual(
      missing(1, 'n', 2),
    );
    expect(writes(`local function up(n) return n + 1 end\n${first}return up(tonumber(ARGV[1]) or 0)`)).toEqual([]);
    expect(
      writes(`${first}local a, b = unpack(surely('HMGET', KEYS[2], 'a', 'b'))\nif a then return b .. '' end`),
    ).toEqual(missing(3, 'b', 1));
    expect(
      writes(`${first}local a, b = tonumber(ARGV[1]), tonumber(ARGV[2])\nif a == b then return end\nreturn a + 1`),
    ).toEqual(missing(4, 'a', 1));
    expect(writes(`${first}local n = tonumber(ARGV[1])\nfor at = 1, n do surely('GET', KEYS[at]) end`)).toEqual(
      missing(3, 'n', 1),
    );
    expect(writes(`${first}return string.rep('a', tonumber(ARGV[1]) or 0)`)).toEqual(afterWrite(2, 'string.rep', 1));
  });

  it('is an assertion or an error', () => {
    expect(writes("redis.call('SET', KEYS[1], 1)\nerror('no')")).toEqual(afterWrite(2, 'error', 1));
    expect(writes("redis.call('SET', KEYS[1], 1)\nassert(ARGV[1], 'a name is missing')")).toEqual(
      afterWrite(2, 'assert', 1),
    );
  });
});
