// The check of the Lua scripts: one wrong script for each rule, refused with the place, what is wrong and what to do.

import { describe, expect, it } from 'vitest';
import { checkLua } from '../../scripts/lua/check.ts';
import { type LuaFile, loadsIn, luaFile, showProblem } from '../../scripts/lua/files.ts';

const subjects = { order: ['inventory'], inventory: [], cart: ['order'] };

const head = `-- Does a thing.
-- KEYS[1] the order
-- ARGV[1] its id
-- Returns the value.
-- Costs O(1).
`;
const body = `return redis.call('HGET', KEYS[1], ARGV[1])\n`;
const include = `-- Gives the time.\nlocal function now() return redis.call('TIME')[1] end\n`;
const useNow = `${head}-- @include order/now\nreturn { now(), KEYS[1], ARGV[1] }\n`;

/** What is wrong with the files, named by their place below src/redis; every script is loaded. */
function wrongIn(files: Record<string, string>, loads?: Record<string, string>): string[] {
  const read = Object.entries(files).map(([file, text]) => luaFile(file, text) as LuaFile);
  const usual = read
    .filter(({ kind }) => kind === 'script')
    .flatMap(({ subject, name }) => loadsIn(`src/redis/${subject}/store.ts`, `loadScript('${name}')`));
  const given = Object.entries(loads ?? {}).flatMap(([file, text]) => loadsIn(file, text));
  return checkLua({ files: read, loads: loads ? given : usual }, subjects).map(showProblem);
}

const script = (text: string) => wrongIn({ 'order/lua/move.lua': text });
const at = (line: number, text: string) => [`src/redis/order/lua/move.lua:${line}: ${text}`];

it('accepts scripts that keep the rules', () => {
  expect(script(head + body)).toEqual([]);
  expect(
    wrongIn({ 'order/lua/move.lua': `#!lua flags=allow-oom\n${useNow}`, 'order/lua/include/now.lua': include }),
  ).toEqual([]);
});

describe('names', () => {
  it('refuses a global that nobody declares, and one that is written', () => {
    expect(script(`${head}${body.replace('ARGV[1]', 'ARGV[1], id')}`)).toEqual(
      at(6, 'id is not declared. Declare it with "local".'),
    );
    expect(script(`${head}id = ARGV[1]\n${body}`)).toEqual(
      at(6, 'id is written as a global. Declare it with "local".'),
    );
    expect(script(`${head}function id() return ARGV[1] end\n${body}`)).toEqual(
      at(6, 'id is written as a global. Declare it with "local".'),
    );
  });

  it('refuses variables, functions and parameters that nothing uses', () => {
    expect(script(`${head}local id = ARGV[1]\n${body}`)).toEqual(
      at(6, 'The variable id is not used. Remove it, or begin its name with "_".'),
    );
    expect(script(`${head}local function f() return f() end\n${body}`)).toEqual(
      at(6, 'The function f is not used. Remove it, or begin its name with "_".'),
    );
    expect(script(`${head}local function f(id, _other) return 1 end\nf()\n${body}`)).toEqual(
      at(6, 'The parameter id is not used. Remove it, or begin its name with "_".'),
    );
  });

  it('refuses a local of an include that neither the include nor anybody else uses', () => {
    const files = { 'order/lua/move.lua': useNow, 'order/lua/include/now.lua': `${include}local later = 1\n` };
    expect(wrongIn(files)).toEqual([
      'src/redis/order/lua/include/now.lua:3: The variable later is not used. Remove it, or begin its name with "_".',
    ]);
  });

  it('refuses two files that give one name to different things, and what hides a function of an include', () => {
    const twice = useNow.replace('return', 'local now = now()\nreturn').replace('now(), K', 'now, K');
    expect(wrongIn({ 'order/lua/move.lua': twice, 'order/lua/include/now.lua': include })).toEqual(
      at(7, 'now hides the function of this name in order/lua/include/now.lua:2. Rename one of them.'),
    );
    const inside = useNow
      .replace('return', 'local function f(now) return now end\nreturn f(1),')
      .replace('f(1), {', '{ f(1),');
    expect(wrongIn({ 'order/lua/move.lua': inside, 'order/lua/include/now.lua': include })).toEqual(
      at(7, 'now hides the function of this name in order/lua/include/now.lua:2. Rename one of them.'),
    );
  });

  it('refuses what is not Lua', () => {
    expect(script(`${head}return (\n`)[0]).toMatch(
      /^src\/redis\/order\/lua\/move.lua:\d: This is not Lua 5.1: .+ Correct the line\.$/,
    );
  });
});

describe('includes', () => {
  it('refuses an include that does not exist, is not used, or is written differently', () => {
    const including = (line: string) => script(`${head}${line}\n${body}`);
    expect(including('-- @include order/gone')).toEqual(
      at(6, 'The include order/gone does not exist. Correct the name, or remove the line.'),
    );
    expect(including('-- @include order gone')).toEqual(
      at(6, 'This is not an include. Write "-- @include <subject>/<name>", alone on its line.'),
    );
    const unused = wrongIn({
      'order/lua/move.lua': `${head}-- @include order/now\n${body}`,
      'order/lua/include/now.lua': include.replace('now()', '_now()'),
    });
    expect(unused).toEqual(at(6, 'Nothing of order/now is used here. Remove the line.'));
    const late = `${head}local id = KEYS[1]\n-- @include order/now\nreturn { now(), id, ARGV[1] }\n`;
    expect(wrongIn({ 'order/lua/move.lua': late, 'order/lua/include/now.lua': include })[0]).toBe(
      at(7, 'This include is outside the head. Move it to the end of the head, before the code.')[0],
    );
  });

  it('refuses a local of an include that another one declares', () => {
    const day = '-- Gives the day.\n-- @include order/now\nlocal function day() return now() / 86400 end\n';
    const text = `${head}-- @include order/day\nreturn { day(), now(), KEYS[1], ARGV[1] }\n`;
    const files = {
      'order/lua/move.lua': text,
      'order/lua/include/day.lua': day,
      'order/lua/include/now.lua': include,
    };
    expect(wrongIn(files)).toEqual(
      at(7, 'now is a local of order/now, which this file does not include itself. Add "-- @include order/now".'),
    );
    const both = { ...files, 'order/lua/include/day.lua': day.replace('-- @include order/now\n', '') };
    expect(wrongIn(both)).toContain(
      'src/redis/order/lua/include/day.lua:2: now is not declared. Declare it, or include order/now.',
    );
  });

  it('refuses includes in a circle', () => {
    const day = '-- Gives the day.\n-- @include order/now\nlocal function day() return now() end\n';
    const now = '-- Gives the time.\n-- @include order/day\nlocal function now() return day() end\n';
    const files = { 'order/lua/move.lua': useNow, 'order/lua/include/day.lua': day, 'order/lua/include/now.lua': now };
    expect(wrongIn(files)).toContain(
      'src/redis/order/lua/include/day.lua:3: now is declared only after this line. Put the include that has it before the one that uses it.',
    );
    expect(wrongIn(files)).toContain(
      'src/redis/order/lua/include/now.lua:2: The includes form a circle: order/day -> order/now -> order/day. Move what they share to an include of its own.',
    );
  });

  it('refuses an include of a subject that the allow-list does not name', () => {
    const files = (subject: string, other: string) => ({
      [`${subject}/lua/move.lua`]: useNow.replace('order/now', `${other}/now`),
      [`${other}/lua/include/now.lua`]: include,
    });
    expect(wrongIn(files('order', 'inventory'))).toEqual([]);
    expect(wrongIn(files('order', 'base'))).toEqual([]);
    expect(wrongIn(files('order', 'cart'))).toEqual(
      at(6, 'order may not use cart. Move what both need to base, or change scripts/subjects.json.'),
    );
  });

  it('refuses scripts and includes that nothing uses, and loads of what is not there', () => {
    expect(wrongIn({ 'order/lua/move.lua': head + body }, {})).toEqual(
      at(1, "No loadScript('order/move') loads this script. Use it, or delete the file."),
    );
    expect(wrongIn({ 'order/lua/include/now.lua': include })).toContain(
      'src/redis/order/lua/include/now.lua:1: No script includes order/now. Use it, or delete the file.',
    );
    expect(wrongIn({}, { 'src/redis/order/order.ts': "\nloadScript('order/moved')" })).toEqual([
      'src/redis/order/order.ts:2: The script order/moved does not exist. Correct the name.',
    ]);
    const loads = { 'src/redis/inventory/inventory.ts': "loadScript('order/move')" };
    expect(wrongIn({ 'order/lua/move.lua': head + body }, loads)).toEqual([
      'src/redis/inventory/inventory.ts:1: This file may not load a script of order. Call the store of order instead.',
    ]);
  });
});

describe('heads', () => {
  it('refuses a head without its parts, or with them in another order', () => {
    expect(script(head.replace('-- Returns the value.\n', '') + body)).toEqual(
      at(1, 'The head has no "-- Returns" line. Add it.'),
    );
    expect(script(head.replace('-- Costs O(1).\n', '') + body)).toEqual(
      at(1, 'The head has no "-- Costs" line. Add it.'),
    );
    expect(script(head.replace('-- Does a thing.\n', '') + body)).toEqual(
      at(1, 'The head does not begin with a sentence. Say first what the script does.'),
    );
    const order = 'Order the head: what it does, KEYS, ARGV, Returns, Costs, @include.';
    expect(
      script(`-- Does a thing.\n-- Costs O(1).\n-- Returns 1.\n-- KEYS[1] the order\nreturn { KEYS[1] }\n`),
    ).toEqual([
      ...at(3, `"Returns" comes after "Costs". ${order}`),
      ...at(4, `"KEYS" comes after "Returns". ${order}`),
    ]);
  });

  it('refuses keys and arguments that are not numbered, or not in order', () => {
    expect(script(head.replace('KEYS[1]', 'KEYS:') + body)).toEqual(
      at(2, 'KEYS are not numbered here. Write "-- KEYS[1] <what it is>", one line for each.'),
    );
    expect(script(head.replace('ARGV[1]', 'ARGV[2]') + body)).toEqual(
      at(3, 'ARGV[2] stands where ARGV[1] belongs. Number the lines in order, without a gap.'),
    );
    const tail = head.replace('-- ARGV[1] its id', '-- ARGV[1..] ids\n-- ARGV[2] more');
    expect(script(tail + body)).toEqual(at(4, 'ARGV[2] follows the open end of ARGV. Put the line with "..]" last.'));
  });

  it('refuses what the code reads and the head does not list', () => {
    const missing = (line: number, name: string) =>
      at(line, `${name} is read here, and the head does not list it. Add "-- ${name} <what it is>".`);
    expect(script(`${head}return { KEYS[1], ARGV[1], ARGV[2] }\n`)).toEqual(missing(6, 'ARGV[2]'));
    expect(script(`${head}local id, name = unpack(ARGV)\nreturn { KEYS[1], id, name }\n`)).toEqual(
      missing(6, 'ARGV[2]'),
    );
    expect(script(`${head}local ids = { unpack(ARGV, 3) }\nreturn { KEYS[1], ARGV[1], ids }\n`)).toEqual(
      missing(6, 'ARGV[3]'),
    );
    const loop = 'for at = 1, #ARGV do ids[at] = ARGV[at] end';
    expect(script(`${head}local ids = {}\n${loop}\nreturn { KEYS[1], ids }\n`)).toEqual(missing(7, 'ARGV[2..]'));
    const tail = head.replace('ARGV[1]', 'ARGV[1..]');
    expect(script(`${tail}local ids = {}\n${loop}\nreturn { KEYS[1], ids }\n`)).toEqual([]);
  });

  it('refuses what the head lists and nothing reads', () => {
    expect(script(head.replace('its id', 'its id\n-- ARGV[2] its state') + body)).toEqual(
      at(4, 'The head lists ARGV[2], which nothing reads. Remove it, from the caller too.'),
    );
  });

  it('holds an include to what it reads itself, and the script to all of it', () => {
    const text = '-- Gives the order.\nlocal order = KEYS[2]\n';
    const files = { 'order/lua/move.lua': useNow.replace('now()', 'order'), 'order/lua/include/now.lua': text };
    expect(wrongIn(files)).toEqual([
      'src/redis/order/lua/include/now.lua:2: KEYS[2] is read here, and the head does not list it. Add KEYS[2] to the line "-- Takes ...".',
      ...at(
        1,
        'KEYS[2] is read in order/lua/include/now.lua:2, and the head does not list it. Add "-- KEYS[2] <what it is>".',
      ),
    ]);
    const told = {
      'order/lua/move.lua': useNow
        .replace('now()', 'order')
        .replace('the order\n', 'the order\n-- KEYS[2] its index\n'),
      'order/lua/include/now.lua': text.replace('\n', '\n-- Takes KEYS[2]\n'),
    };
    expect(wrongIn(told)).toEqual([]);
    const from = '-- Gives the ids.\n-- Takes ARGV[first..]\nlocal function ids(first) return ARGV[first] end\n';
    const all = useNow.replace('now()', 'ids(2)').replace('its id', 'its id\n-- ARGV[2..] ids');
    expect(wrongIn({ 'order/lua/move.lua': all, 'order/lua/include/now.lua': from })).toEqual([]);
    expect(script(head.replace('Does', 'Takes') + body)).toEqual([]);
  });
});

describe('replies', () => {
  const replies = (...values: string[]) => {
    const last = values.pop();
    return script(
      `${head}${values.map((value) => `if KEYS[1] == ARGV[1] then return ${value} end\n`).join('')}return ${last}\n`,
    );
  };
  const readsAll = `${head}local read = { KEYS[1], ARGV[1] }\n`;
  const instead = "Return { 'OK', ... } or { 'REASON', ... } instead.";

  it('refuses bare words, booleans and negative codes', () => {
    expect(replies("'OK'", '{ KEYS[1] }')).toEqual(at(6, `The script returns the bare string 'OK'. ${instead}`));
    expect(replies('false', '{ KEYS[1] }')).toEqual(at(6, `The script returns the boolean false. ${instead}`));
    expect(replies('{ KEYS[1] }', 'KEYS[1] == ARGV[1]')).toEqual(at(7, `The script returns a boolean. ${instead}`));
    expect(replies('-1', '#KEYS')).toEqual(at(6, `The script returns the code -1. ${instead}`));
    expect(replies('{ KEYS[1] }', "KEYS[1] and 'NEW' or ARGV[1]")).toEqual(
      at(7, `The script returns the bare string 'NEW'. ${instead}`),
    );
    expect(replies('{ KEYS[1] }', "redis.status_reply('OK')")).toEqual(
      at(7, `The script returns the status OK. ${instead}`),
    );
  });

  it('refuses numbers that only tell outcomes apart, and accepts counts', () => {
    expect(replies('0', '1')).toEqual(
      at(6, "The script returns a number as a code for its outcome. Return { 'OK' } or { 'REASON' } instead."),
    );
    expect(replies('0', 'tonumber(ARGV[1])')).toEqual([]);
  });

  it('refuses outcomes beside plain values', () => {
    expect(replies("{ 'NONE' }", '{ KEYS[1] }')).toEqual(
      at(
        7,
        "Other replies of this script begin with an outcome, this one does not. Return { 'REASON', ... } here too.",
      ),
    );
    expect(replies("{ 'NONE' }", "{ 'OK', KEYS[1] }")).toEqual([]);
  });

  it('follows a function whose result is returned', () => {
    const judge = `local function judge()\n  if read[1] then return 'LOST' end\n  return { 'OK' }\nend\n`;
    expect(script(`${readsAll}${judge}return judge()\n`)).toEqual(
      at(8, `The script returns the bare string 'LOST'. ${instead}`),
    );
  });

  it('refuses a second value, which Redis drops, and an include that returns', () => {
    expect(replies('{ KEYS[1] }, ARGV[1]')).toEqual(
      at(6, 'Redis returns only the first of these values. Return them in one table.'),
    );
    const files = { 'order/lua/move.lua': useNow, 'order/lua/include/now.lua': `${include}if now() then return end\n` };
    expect(wrongIn(files)).toContain(
      'src/redis/order/lua/include/now.lua:3: An include returns here, so the script ends before its own lines. Put the return into a function.',
    );
  });
});
