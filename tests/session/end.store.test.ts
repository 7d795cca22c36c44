// Whatever ends a session ends it, in every process.

import { describe, expect, it } from 'vitest';
import type { ActiveSession } from '../../src/redis/session/active.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { type IssuedSession, Sessions } from '../../src/redis/session/session.ts';
import { sessionDefaults } from '../../src/redis/session/settings.ts';
import { sessionShards } from '../../src/redis/session/shard.ts';
import { userIdOf, userOwner } from '../../src/redis/session/token.ts';
import { newUser } from '../support/account.ts';
import { openTestRedis, untilNextMillisecond } from '../support/redis.ts';
import { firefox, phone, sessionsOn } from '../support/session.ts';
import { letTimePass } from '../support/session-clock.ts';

const redis = await openTestRedis();
const { events, sessions, accounts, logIn, rotate } = sessionsOn(redis);
const minute = 60_000;

describe('an end', () => {
  // https://github.com/tj/connect-redis/issues/328
  it('cannot be undone by a request in flight', async () => {
    const { token, session } = await logIn(await newUser(redis));
    await letTimePass(redis, [session.id], 2 * minute);
    await Promise.all([
      ...Array.from({ length: 50 }, () => sessions.validate(token, firefox)),
      sessions.end(session.id, 'LOGGED_OUT'),
      ...Array.from({ length: 50 }, () => sessions.validate(token, firefox)),
    ]);
    expect(await sessions.validate(token, firefox)).toBeNull();
    expect(await sessions.rotate(session, firefox, true)).toBeNull();
    expect(await sessions.find(session.id)).toBeNull();
  });

  it('by theft stays one where the owner comes in the same moment, due to be prolonged', async () => {
    const old = await logIn(await newUser(redis));
    const fresh = await rotate(old.session);
    await letTimePass(redis, [old.session.id], 2 * minute);
    const answers = await Promise.all([old, fresh].map(({ token }) => sessions.validate(token, firefox)));
    expect(answers).toEqual([null, null]);
    expect(await sessions.find(fresh.session.id)).toBeNull();
    expect(await sessions.validate(fresh.token, firefox)).toBeNull();
  });

  // https://github.com/expressjs/session/issues/865
  it('of all sessions leaves none, and of the others only this one', async () => {
    const userId = await newUser(redis);
    const [one, two, three] = [await logIn(userId), await logIn(userId, phone), await logIn(userId)];
    expect(await sessions.endOthers(two.session.id, 'REVOKED')).toBe(2);
    expect(await sessions.validate(one.token, firefox)).toBeNull();
    expect(await sessions.validate(three.token, firefox)).toBeNull();
    expect(await sessions.validate(two.token, phone)).not.toBeNull();
    expect(await sessions.endAll(userId, 'REVOKED')).toBe(1);
    expect(await sessions.validate(two.token, phone)).toBeNull();
  });

  it('is told once and is false the second time', async () => {
    const { session } = await logIn(await newUser(redis));
    expect(await sessions.end(session.id, 'LOGGED_OUT')).toBe(true);
    expect(await sessions.end(session.id, 'LOGGED_OUT')).toBe(false);
    expect(events.filter((event) => event.kind === 'session_ended')).toHaveLength(1);
  });

  it('by a successor leaves the token its grace and no more', async () => {
    const guest = (await sessions.start({ userId: null, transport: 'COOKIE', client: firefox })) as IssuedSession;
    await sessions.supersede(guest.session.id);
    expect(await sessions.validate(guest.token, firefox)).toMatchObject({ kind: 'guest' });
    await letTimePass(redis, [guest.session.id], sessionDefaults.graceMs + 1_000);
    expect(await sessions.validate(guest.token, firefox)).toBeNull();
  });

  it('by a successor cannot be put off by use', async () => {
    const { token, session } = await logIn(await newUser(redis));
    await letTimePass(redis, [session.id], 2 * minute);
    await sessions.supersede(session.id);
    expect(await sessions.validate(token, firefox)).not.toBeNull();
    await letTimePass(redis, [session.id], sessionDefaults.graceMs + 1_000);
    expect(await sessions.validate(token, firefox)).toBeNull();
  });

  it('comes at once with the account disabled or gone', async () => {
    const userId = await newUser(redis);
    const { token } = await logIn(userId);
    await accounts.setDisabled(userId, true);
    expect(await sessions.validate(token, firefox)).toBeNull();
    expect(await sessions.start({ userId, transport: 'COOKIE', client: firefox })).toBeNull();
    await accounts.setDisabled(userId, false);
    expect(await sessions.validate(token, firefox)).toBeNull();
    const again = await logIn(userId);
    await redis.client.del(sessionKeys.access(redis, userOwner(userId)));
    expect(await sessions.validate(again.token, firefox)).toBeNull();
  });
});

describe('a token that another process remembers', () => {
  const other = new Sessions(redis);

  async function known(): Promise<IssuedSession> {
    const issued = await logIn(await newUser(redis));
    for (let round = 0; round < 2; round++)
      expect(await other.validate(issued.token, firefox)).toMatchObject({ id: issued.session.id });
    return issued;
  }

  it.each<[string, (session: ActiveSession) => Promise<unknown>]>([
    ['is ended', ({ id }) => sessions.end(id, 'LOGGED_OUT')],
    ['is ended with all others', ({ userId }) => sessions.endAll(userId as string, 'REVOKED')],
    [
      'is one of too many devices',
      async ({ userId }) => {
        // Of sessions that were used last within one millisecond, any may be the one that goes.
        await untilNextMillisecond(redis);
        await Promise.all(Array.from({ length: 20 }, () => logIn(userId as string)));
      },
    ],
    ['belongs to an account that is disabled', ({ userId }) => accounts.setDisabled(userId as string, true)],
  ])('opens nothing there from the moment on in which its session %s', async (_what, change) => {
    const { token, session } = await known();
    await change(session);
    expect(await other.validate(token, firefox)).toBeNull();
  });

  it('has the new roles of its account at once', async () => {
    const { token, session } = await known();
    await accounts.setRoles(session.userId as string, ['ADMIN']);
    expect(await other.validate(token, firefox)).toMatchObject({ roles: ['ADMIN'], rotationDue: true });
  });

  it('has the mark that it got elsewhere, and is marked where it comes from elsewhere', async () => {
    const { token } = await known();
    await sessions.validate(token, { ...firefox, userAgent: 'curl/8.9' });
    expect(await other.validate(token, firefox)).toMatchObject({ flagged: 'DEVICE' });
    const second = await known();
    expect(await other.validate(second.token, { ...firefox, userAgent: 'curl/8.9' })).toMatchObject({
      flagged: 'DEVICE',
    });
  });

  it('is only the former one once it was replaced, and known for theft after its grace', async () => {
    const old = await known();
    await rotate(old.session);
    expect(await other.validate(old.token, firefox)).toMatchObject({ id: old.session.id });
    await letTimePass(redis, [old.session.id], sessionDefaults.graceMs + 1_000);
    expect(await other.validate(old.token, firefox)).toBeNull();
  });

  it('is let go where more has changed than Redis keeps, and works on where it was not concerned', async () => {
    const [ended, kept] = [await known(), await known()];
    await sessions.end(ended.session.id, 'LOGGED_OUT');
    const shard = sessionShards(redis).of(ended.session.token.owner);
    let neighbour = await newUser(redis);
    while (sessionShards(redis).of(userOwner(neighbour)) !== shard) neighbour = await newUser(redis);
    for (let change = 0; change < 70; change++)
      await accounts.setRoles(neighbour, change % 2 ? ['CUSTOMER'] : ['ADMIN']);
    expect(await other.validate(ended.token, firefox)).toBeNull();
    expect(await other.validate(kept.token, firefox)).toMatchObject({ id: kept.session.id });
  });

  it('opens nothing where Redis was emptied, or set back to a time before its session', async () => {
    const { token, session } = await known();
    const { owner, name } = session.token;
    const version = sessionKeys.version(redis.prefix, sessionShards(redis).of(owner));
    const changes = version.replace(/version$/, 'changes');
    const before = { version: await redis.client.get(version), changes: await redis.client.lrange(changes, 0, -1) };
    await accounts.setRoles(userIdOf(owner) as string, ['ADMIN']);
    expect(await other.validate(token, firefox)).not.toBeNull();
    await redis.client.del(sessionKeys.pass(redis, owner, name), changes);
    await redis.client.set(version, before.version as string);
    await redis.client.rpush(changes, ...before.changes);
    expect(await other.validate(token, firefox)).toBeNull();

    const again = await known();
    const { prefix } = redis;
    await redis.client.del(sessionKeys.pass(redis, again.session.token.owner, again.session.token.name));
    await redis.client.del(sessionKeys.version(prefix, sessionShards(redis).of(again.session.token.owner)));
    expect(await other.validate(again.token, firefox)).toBeNull();
  });

  it('is prolonged when it is due, and ends when its time is over', async () => {
    const brief = new Sessions(redis, { touchMs: 100, idleMs: 60_000 });
    const { token, session } = await logIn(await newUser(redis));
    const first = (await brief.validate(token, firefox)) as ActiveSession;
    await expect
      .poll(async () => Number((await brief.validate(token, firefox))?.lastActiveAt))
      .toBeGreaterThan(Number(first.lastActiveAt));
    expect(Number((await sessions.find(session.id))?.lastActiveAt)).toBeGreaterThan(Number(first.lastActiveAt));

    const once = new Sessions(redis, { guestAbsoluteMs: 2_000 });
    const guest = (await once.start({ userId: null, transport: 'BEARER', client: firefox })) as IssuedSession;
    expect(await once.validate(guest.token, firefox)).not.toBeNull();
    await expect.poll(() => once.validate(guest.token, firefox)).toBeNull();
  });
});

describe('the devices of an account', () => {
  it('are listed with what the owner can tell them by', async () => {
    const userId = await newUser(redis);
    await logIn(userId);
    await sessions.start({ userId, transport: 'BEARER', client: phone, deviceName: 'My phone' });
    const list = await sessions.list(userId);
    expect(list.map((session) => session.device).sort()).toEqual(['Firefox on Linux', 'My phone']);
    expect(list.find((session) => session.device === 'My phone')).toMatchObject({
      userAgent: phone.userAgent,
      ipAddress: phone.ipAddress,
      transport: 'BEARER',
    });
  });

  it('are at most twenty: the least recently used goes', async () => {
    const userId = await newUser(redis);
    const oldest = await logIn(userId);
    const used = await logIn(userId);
    await letTimePass(redis, [oldest.session.id, used.session.id], 2 * minute);
    await sessions.validate(used.token, firefox);
    for (let count = 0; count < sessionDefaults.maxPerUser - 1; count++) await logIn(userId);
    expect(await sessions.validate(oldest.token, firefox)).toBeNull();
    expect(await sessions.validate(used.token, firefox)).not.toBeNull();
    expect(await sessions.list(userId)).toHaveLength(sessionDefaults.maxPerUser);
  });

  it('leave no trace in the index once they are over', async () => {
    const userId = await newUser(redis);
    const dead = await Promise.all(Array.from({ length: 5 }, () => logIn(userId)));
    await letTimePass(
      redis,
      dead.map(({ session }) => session.id),
      sessionDefaults.idleMs + 1_000,
    );
    await logIn(userId);
    expect(await redis.client.zcard(sessionKeys.index(redis, userOwner(userId)))).toBe(1);
  });
});
