// What users of other session stores complain about.

import { describe, expect, it } from 'vitest';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { type IssuedSession, Sessions } from '../../src/redis/session/session.ts';
import { sessionDefaults } from '../../src/redis/session/settings.ts';
import { parseSessionId, userOwner } from '../../src/redis/session/token.ts';
import { newUser } from '../support/account.ts';
import { openTestRedis } from '../support/redis.ts';
import { firefox, sessionsOn } from '../support/session.ts';
import { letTimePass } from '../support/session-clock.ts';

const redis = await openTestRedis();
const { sessions, logIn } = sessionsOn(redis);
const minute = 60_000;

describe('what users of other stores complain about', () => {
  // https://github.com/better-auth/better-auth/issues/11073
  it('ending all sessions while each of them is being prolonged leaves none', async () => {
    const userId = await newUser(redis);
    const all = await Promise.all(Array.from({ length: 10 }, () => logIn(userId)));
    await letTimePass(
      redis,
      all.map(({ session }) => session.id),
      2 * minute,
    );
    const use = () => all.map(({ token }) => sessions.validate(token, firefox));
    await Promise.all([...use(), sessions.endAll(userId, 'REVOKED'), ...use()]);
    expect((await Promise.all(use())).filter((session) => session !== null)).toEqual([]);
    expect(await sessions.list(userId)).toEqual([]);
  });

  // https://github.com/tj/connect-redis/pull/347
  it('requests at the same time overwrite nothing of each other', async () => {
    const { token, session } = await logIn(await newUser(redis));
    await letTimePass(redis, [session.id], 2 * minute);
    await Promise.all([
      sessions.validate(token, firefox),
      sessions.validate(token, { ...firefox, userAgent: 'curl/8.9' }),
      sessions.rotate(session, firefox, false),
      sessions.validate(token, firefox),
    ]);
    const info = await sessions.find(session.id);
    expect(info?.flagged).toBe('DEVICE');
    expect(info?.lastActiveAt.getTime()).toBeGreaterThan((info?.createdAt.getTime() ?? 0) + minute);
    expect(await sessions.validate(token, firefox)).not.toBeNull();
  });

  // https://github.com/better-auth/better-auth/issues/10992
  it('a lifetime that is down to its last moment stays one, and never becomes forever', async () => {
    const brief = new Sessions(redis, { guestAbsoluteMs: 400, touchMs: 0 });
    const issued = (await brief.start({ userId: null, transport: 'BEARER', client: firefox })) as IssuedSession;
    const { owner, name } = parseSessionId(issued.session.id) as { owner: string; name: string };
    const keys = [
      sessionKeys.pass(redis, owner, name),
      sessionKeys.details(redis, owner, name),
      sessionKeys.index(redis, owner),
    ];
    while ((await brief.validate(issued.token, firefox)) !== null) {
      for (const key of keys) expect(await redis.client.pttl(key)).not.toBe(-1);
    }
    await expect.poll(() => redis.client.exists(...keys)).toBe(0);
  });

  // https://github.com/expressjs/session/issues/923
  it('two log-ins from the same guest’s session both succeed, and neither ends the other', async () => {
    const guest = (await sessions.start({ userId: null, transport: 'COOKIE', client: firefox })) as IssuedSession;
    const userId = await newUser(redis);
    const twice = await Promise.all(
      [1, 2].map(async () => {
        const issued = await logIn(userId);
        await sessions.supersede(guest.session.id);
        return issued;
      }),
    );
    for (const { token } of twice) expect(await sessions.validate(token, firefox)).not.toBeNull();
  });

  // https://github.com/better-auth/better-auth/issues/3819, https://github.com/spring-projects/spring-data-redis/issues/3098
  it('a thousand log-ins leave an index of twenty, and no key that outlives the last of them', async () => {
    const userId = await newUser(redis);
    for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 50 }, () => logIn(userId)));
    const index = sessionKeys.index(redis, userOwner(userId));
    expect(await redis.client.zcard(index)).toBe(sessionDefaults.maxPerUser);
    const ttl = await redis.client.pttl(index);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(sessionDefaults.idleMs);
  });
});
