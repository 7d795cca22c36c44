// A pass and an access are written and read by scripts and read by TypeScript: both have the same places.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expiry, firstAccess, isLive, lastUse, opensPlainly, Pass, readAccess } from '../../src/redis/session/pass.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();

const includes = ['access', 'access-change', 'pass', 'pass-change']
  .map((name) => readFileSync(`src/redis/session/lua/include/${name}.lua`, 'utf8'))
  .join('\n');

function evaluate(lua: string, ...args: string[]): Promise<string[]> {
  return redis.client.eval(`${includes}\nreturn {${lua}}`, 0, ...args) as Promise<string[]>;
}

const hash = 'h'.repeat(43);
const client = 'Firefox on Linux|203.0|203.0.113.7';
const access = 'E000012000345ADMIN';
const [pass = ''] = await evaluate(
  `new_pass({last_use = 1111111111111, ends = 2222222222222, absolute_end = 3333333333333,
    authentication = 4444444444444, flag = 'N', transport = 'B', hash = ARGV[1], client = ARGV[2]}, ARGV[3])`,
  hash,
  client,
  access,
);

it('a pass that a script makes is read as it was meant', () => {
  const read = new Pass(pass);
  expect(read.lastActiveAt).toEqual(new Date(1_111_111_111_111));
  expect(read.expiresAt).toEqual(new Date(2_222_222_222_222));
  expect(read.absoluteExpiresAt).toEqual(new Date(3_333_333_333_333));
  expect(read.authenticatedAt).toEqual(new Date(4_444_444_444_444));
  expect(read.flagged).toBe('NETWORK');
  expect(read.transport).toBe('BEARER');
  expect(read.client).toEqual({ family: 'Firefox on Linux', ipAddress: '203.0.113.7' });
  expect(read.hasRolesOf(access)).toBe(true);
  expect([lastUse(pass), expiry(pass)]).toEqual([1_111_111_111_111, 2_222_222_222_222]);
  expect(opensPlainly(pass, hash, client)).toBe(true);
  expect(opensPlainly(pass, hash, `${client}8`)).toBe(false);
  expect(opensPlainly(pass, `i${hash.slice(1)}`, client)).toBe(false);
});

it('a script reads each part of it, and changes one alone', async () => {
  const texts = await evaluate('pass_marks(ARGV[1])', pass);
  expect(texts).toEqual(['N', 'B', hash, client]);
  const times = [1_111_111_111_111, 2_222_222_222_222, 3_333_333_333_333, 4_444_444_444_444];
  expect(await evaluate('pass_times(ARGV[1])', pass)).toEqual(times);
  const [used = '', ending = ''] = await evaluate(
    `used_pass(ARGV[1], 5555555555555, 6666666666666, 'D', 'curl||'), ending_pass(ARGV[1], 1111111111119)`,
    pass,
  );
  const [kept, hashed] = [pass.slice(26, pass.indexOf('N')), pass.slice(pass.indexOf('N') + 1, -client.length)];
  expect(used).toBe(`55555555555556666666666666${kept}D${hashed}curl||`);
  expect(new Pass(used).flagged).toBe('DEVICE');
  expect(new Pass(ending).expiresAt).toEqual(new Date(1_111_111_111_119));
  expect(new Pass(ending).absoluteExpiresAt).toEqual(new Date(1_111_111_111_119));
  expect(ending.slice(39)).toBe(pass.slice(39));
});

it('script and TypeScript agree on which accesses a pass lives under', async () => {
  const [roles = '', disabled = '', next = ''] = await evaluate(
    "access_with_roles(ARGV[1], 'WORKER'), access_with_state(ARGV[1], true), access_with_next_generation(ARGV[1])",
    access,
  );
  expect([roles, disabled, next]).toEqual(['E000012000346WORKER', 'D000012000345ADMIN', 'E000013000345ADMIN']);
  expect(readAccess(roles)).toEqual({ disabled: false, roles: ['WORKER'] });
  expect(readAccess(disabled)).toEqual({ disabled: true, roles: ['ADMIN'] });
  expect(new Pass(pass).hasRolesOf(roles)).toBe(false);
  for (const [each, lives] of [
    [access, true],
    [roles, true],
    [disabled, false],
    [next, false],
    [`${firstAccess}ADMIN`, false],
  ] as const) {
    expect([each, isLive(pass, each, 2_222_222_222_221)]).toEqual([each, lives]);
    expect(await evaluate('is_live(ARGV[1], ARGV[2], 2222222222221) and 1 or 0', pass, each)).toEqual([lives ? 1 : 0]);
  }
  expect(isLive(pass, access, 2_222_222_222_222)).toBe(false);
  expect(await evaluate('is_live(ARGV[1], ARGV[2], 2222222222222) and 1 or 0', pass, access)).toEqual([0]);
  const [follower = ''] = await evaluate('pass_of_generation(ARGV[1], ARGV[2])', pass, next);
  expect(isLive(follower, next, 2_222_222_222_221)).toBe(true);
  expect(new Pass(follower).hasRolesOf(access)).toBe(true);
});
