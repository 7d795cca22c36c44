// The files that the check of the Lua scripts looks at are those that git lists.

import { expect, it } from 'vitest';
import { type LuaFile, luaFile, showProblem, unseen } from '../../scripts/lua/files.ts';

const file = luaFile('order/lua/move.lua', 'return 1') as LuaFile;

it('refuses to pass over a file that git lists, or to look at none', () => {
  expect(unseen([file], ['src/redis/order/lua/move.lua'])).toEqual([]);
  expect(unseen([], []).map(showProblem)).toEqual([
    'src/redis:1: The check found no script. Correct the folder that it reads.',
  ]);
  expect(unseen([file], ['src/redis/order/lua/move.lua', 'src/redis/order/old.lua']).map(showProblem)).toEqual([
    'src/redis/order/old.lua:1: The check did not read this file. Move it to src/redis/<subject>/lua/ or lua/include/, or remove it from git.',
  ]);
  expect(unseen([file], []).map(showProblem)).toEqual([
    'src/redis/order/lua/move.lua:1: git does not list this file. Add it, or delete it.',
  ]);
});
