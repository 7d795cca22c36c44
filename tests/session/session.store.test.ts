// What a session promises: it lives as long as it says, its token can be replaced, and whatever ends it, ends it.

import { beforeEach, describe, expect, it } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { cartLimits } from '../../src/redis/cart/cart.ts';
import type { ActiveSession } from '../../src/redis/session/active.ts';
import type { SecurityEvent } from '../../src/redis/session/event.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { type IssuedSession, Sessions } from '../../src/redis/session/session.ts';
import { sessionDefaults } from '../../src/redis/session/settings.ts';
import { sessionShard } from '../../src/redis/session/shard.ts';
import { parseSessionId, userIdOf, userOwner } from '../../src/redis/session/token.ts';
import { newUser } from '../support/account.ts';
import { ClockedRedis } from '../support/lua-clock.ts';
import { openTestRedis } from '../support/redis.ts';
import { letTimePass } from '../support/session-clock.ts';

const redis = await openTestRedis();
const firefox = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' };
const phone = {
  ipAddress: '203.0.113.9',
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Safari/604.1',
};
const minute = 60_000;

let events: SecurityEvent[] = [];
const sessions = new Sessions(redis, {}, (event) => events.push(event));
const accounts = new Accounts(redis);
beforeEach(() => {
  events = [];
});

async function logIn(userId: string, client = firefox): Promise<IssuedSession> {
  const issued = await sessions.start({ userId, transport: 'COOKIE', client });
  if (!issued) throw new Error('the session was refused');
  return issued;
}

async function rotate(session: ActiveSession, authenticated = false): Promise<IssuedSession> {
  const issued = await sessions.rotate(session, firefox, authenticated);
  if (issued === null || issued === 'replaced') throw new Error(`not rotated: ${issued}`);
  return issued;
}

describe('a token', () => {
  it('opens the session it was made for, with the roles of the account', async () => {
    const userId = await newUser(redis, ['CUSTOMER', 'ADMIN']);
    const { token, session } = await logIn(userId);
    const { id, authenticatedAt, expiresAt, absoluteExpiresAt } = session;
    const same = { id, authenticatedAt, expiresAt, absoluteExpiresAt, transport: 'COOKIE', rotationDue: false };
    const read = { kind: 'user', userId, roles: ['CUSTOMER', 'ADMIN'], flagged: null };
    expect(await sessions.validate(token, firefox)).toMatchObject({ ...same, ...read });
    expect(session).toMatchObject(read);
  });

  it('opens a guest session too, which has no account and no roles', async () => {
    const guest = (await sessions.start({ userId: null, transport: 'BEARER', client: firefox })) as IssuedSession;
    expect(await sessions.validate(guest.token, firefox)).toMatchObject({
      kind: 'guest',
      userId: null,
      roles: [],
      authenticatedAt: null,
      transport: 'BEARER',
    });
  });

  // https://github.com/KeeperHub/keeperhub/pull/1047
  it('is nowhere in Redis, only a hash of it', async () => {
    const { token, session } = await logIn(await newUser(redis));
    const { owner, name } = parseSessionId(session.id) as { owner: string; name: string };
    const details = await redis.client.hgetall(sessionKeys.details(redis.prefix, owner, name));
    const stored = JSON.stringify([details, await redis.client.get(sessionKeys.pass(redis.prefix, owner, name))]);
    const secret = token.split('.')[2] as string;
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(stored).toContain(session.token.hash);
    expect(stored).not.toContain(secret);
  });

  it.each(['', 'nonsense', 'a.b.c', `u${'x'.repeat(16)}.${'y'.repeat(12)}.${'z'.repeat(43)}`])(
    'that was never handed out (%j) opens nothing',
    async (text) => {
      expect(await sessions.validate(text, firefox)).toBeNull();
    },
  );

  it('with a wrong secret opens nothing and does the session no harm', async () => {
    const { token } = await logIn(await newUser(redis));
    const forged = `${token.slice(0, -43)}${'A'.repeat(43)}`;
    expect(await sessions.validate(forged, firefox)).toBeNull();
    expect(await sessions.validate(token, firefox)).not.toBeNull();
    expect(events.filter((event) => event.kind === 'token_reused')).toEqual([]);
  });
});

describe('rotation', () => {
  it('keeps the old token working for requests in flight', async () => {
    const old = await logIn(await newUser(redis));
    const fresh = await rotate(old.session);
    const inFlight = await Promise.all(Array.from({ length: 1_000 }, () => sessions.validate(old.token, firefox)));
    expect(inFlight.every((session) => session?.id === old.session.id)).toBe(true);
    expect(await sessions.validate(fresh.token, firefox)).toMatchObject({ id: old.session.id });
  });

  it('logs nobody out who comes while it happens', async () => {
    const old = await logIn(await newUser(redis));
    const before = Array.from({ length: 500 }, () => sessions.validate(old.token, firefox));
    const rotation = rotate(old.session);
    const after = Array.from({ length: 500 }, () => sessions.validate(old.token, firefox));
    const fresh = await rotation;
    const answers = await Promise.all([...before, ...after, sessions.validate(fresh.token, firefox)]);
    expect(answers.filter((session) => session === null)).toEqual([]);
  });

  it('is done by one of two at once', async () => {
    const { session } = await logIn(await newUser(redis));
    const answers = await Promise.all([
      sessions.rotate(session, firefox, false),
      sessions.rotate(session, firefox, false),
    ]);
    expect(answers.filter((answer) => answer === 'replaced')).toHaveLength(1);
  });

  it('makes use of the old token after the grace end the session, as theft', async () => {
    const old = await logIn(await newUser(redis));
    const fresh = await rotate(old.session);
    await letTimePass(redis, [old.session.id], sessionDefaults.graceMs + 1_000);
    expect(await sessions.validate(fresh.token, firefox)).not.toBeNull();
    expect(await sessions.validate(old.token, firefox)).toBeNull();
    expect(await sessions.validate(fresh.token, firefox)).toBeNull();
    expect(events).toContainEqual({ kind: 'token_reused', userId: old.session.userId, sessionId: old.session.id });
  });

  it('twice within the grace keeps all three tokens working, and later knows each of the old ones for theft', async () => {
    for (const stolen of [0, 1]) {
      const first = await logIn(await newUser(redis));
      const second = await rotate(first.session, true);
      const third = await rotate(second.session);
      const tokens = [first.token, second.token, third.token];
      for (const token of tokens) expect(await sessions.validate(token, firefox)).not.toBeNull();
      await letTimePass(redis, [first.session.id], sessionDefaults.graceMs + 2_000);
      expect(await sessions.validate(tokens[stolen] as string, firefox)).toBeNull();
      expect(await sessions.validate(third.token, firefox)).toBeNull();
    }
  });

  it('leaves a token its whole grace, also when another rotation follows', async () => {
    const [clocked, plain] = [new ClockedRedis(redis.client, redis.prefix), await logIn(await newUser(redis))];
    const timed = new Sessions(clocked);
    const { owner, name } = plain.session.token;
    const rotatedAt = Math.floor(Date.now() / 1_000) * 1_000 + 900;
    const at = async (ms: number): Promise<void> => {
      await clocked.setClock(sessionKeys.pass(redis.prefix, owner, name), rotatedAt + ms);
      await clocked.setClock(sessionKeys.version(redis.prefix, sessionShard(owner)), rotatedAt + ms);
    };
    await at(0);
    const second = (await timed.rotate(plain.session, firefox, false)) as IssuedSession;
    await at(100);
    await timed.rotate(second.session, firefox, false);
    await at(sessionDefaults.graceMs - 200);
    expect(await timed.validate(plain.token, firefox)).not.toBeNull();
    await at(sessionDefaults.graceMs + 1_100);
    expect(await timed.validate(plain.token, firefox)).toBeNull();
    expect(await timed.isLive(plain.session.id)).toBe(false);
  });

  it('is due once the roles of the account changed', async () => {
    const userId = await newUser(redis);
    const { token } = await logIn(userId);
    await accounts.setRoles(userId, ['ADMIN']);
    const session = (await sessions.validate(token, firefox)) as ActiveSession;
    expect(session).toMatchObject({ roles: ['ADMIN'], rotationDue: true });
    const fresh = await rotate(session);
    expect(await sessions.validate(fresh.token, firefox)).toMatchObject({ rotationDue: false });
  });
});

describe('a lifetime', () => {
  it('ends after the idle time without use', async () => {
    const { token, session } = await logIn(await newUser(redis));
    await letTimePass(redis, [session.id], sessionDefaults.idleMs + 1_000);
    expect(await sessions.validate(token, firefox)).toBeNull();
  });

  it('goes on with use, until the absolute end', async () => {
    const { token, session } = await logIn(await newUser(redis));
    const steps = sessionDefaults.absoluteMs / (20 * minute);
    for (let step = 1; step < steps; step++) {
      await letTimePass(redis, [session.id], 20 * minute);
      expect(await sessions.validate(token, firefox), `after ${step * 20} minutes`).not.toBeNull();
    }
    await letTimePass(redis, [session.id], 20 * minute);
    expect(await sessions.validate(token, firefox)).toBeNull();
  });

  it('of a guest is as long as that of a cart, and an account has none of it after the log-in', async () => {
    const guest = (await sessions.start({ userId: null, transport: 'COOKIE', client: firefox })) as IssuedSession;
    for (let day = 0; day < 3; day++) {
      await letTimePass(redis, [guest.session.id], cartLimits.ttlMs - minute);
      expect(await sessions.validate(guest.token, firefox)).toMatchObject({ id: guest.session.id });
    }
    await letTimePass(redis, [guest.session.id], sessionDefaults.guestIdleMs + 1_000);
    expect(await sessions.validate(guest.token, firefox)).toBeNull();

    // One batch, two lifetimes.
    const both = [
      (await sessions.start({ userId: null, transport: 'COOKIE', client: firefox })) as IssuedSession,
      await logIn(await newUser(redis)),
    ];
    const ids = both.map(({ session }) => session.id);
    const use = () => Promise.all(both.map(({ token }) => sessions.validate(token, firefox)));
    await letTimePass(redis, ids, 2 * minute);
    const [ofGuest, ofAccount] = (await use()).map((one) => Number(one?.expiresAt) - Number(one?.judgedAt));
    expect([ofGuest, ofAccount]).toEqual([sessionDefaults.guestIdleMs, sessionDefaults.idleMs]);
    await letTimePass(redis, ids, sessionDefaults.idleMs + 1_000);
    expect((await use()).map((session) => session?.kind)).toEqual(['guest', undefined]);
  });

  it('is written down at most once a minute', async () => {
    const { token, session } = await logIn(await newUser(redis));
    const { owner, name } = session.token;
    const written = () => redis.client.get(sessionKeys.pass(redis.prefix, owner, name));
    /** Whether a hundred requests, from two processes, change anything in Redis. */
    const isWritten = async (): Promise<boolean> => {
      const before = await written();
      const both = [sessions, new Sessions(redis)];
      for (const each of both)
        for (const one of await Promise.all(Array.from({ length: 50 }, () => each.validate(token, firefox))))
          expect(one).toMatchObject({ id: session.id });
      return (await written()) !== before;
    };
    expect(await isWritten()).toBe(false);
    await letTimePass(redis, [session.id], sessionDefaults.touchMs - 10_000);
    expect(await isWritten()).toBe(false);
    await letTimePass(redis, [session.id], 11_000);
    expect(await isWritten()).toBe(true);
    expect(await isWritten()).toBe(false);
  });

  it('leaves nothing behind: every key of a session expires', async () => {
    const { session } = await logIn(await newUser(redis));
    const { owner, name } = parseSessionId(session.id) as { owner: string; name: string };
    const { prefix } = redis;
    for (const key of [
      sessionKeys.pass(prefix, owner, name),
      sessionKeys.details(prefix, owner, name),
      sessionKeys.index(prefix, owner),
    ]) {
      const ttl = await redis.client.pttl(key);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(sessionDefaults.idleMs);
    }
  });
});

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
    await redis.client.del(sessionKeys.access(redis.prefix, userOwner(userId)));
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
      ({ userId }) => Promise.all(Array.from({ length: 20 }, () => logIn(userId as string))),
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
    const shard = sessionShard(ended.session.token.owner);
    let neighbour = await newUser(redis);
    while (sessionShard(userOwner(neighbour)) !== shard) neighbour = await newUser(redis);
    for (let change = 0; change < 70; change++)
      await accounts.setRoles(neighbour, change % 2 ? ['CUSTOMER'] : ['ADMIN']);
    expect(await other.validate(ended.token, firefox)).toBeNull();
    expect(await other.validate(kept.token, firefox)).toMatchObject({ id: kept.session.id });
  });

  it('opens nothing where Redis was emptied, or set back to a time before its session', async () => {
    const { token, session } = await known();
    const { owner, name } = session.token;
    const version = sessionKeys.version(redis.prefix, sessionShard(owner));
    const changes = version.replace(/version$/, 'changes');
    const before = { version: await redis.client.get(version), changes: await redis.client.lrange(changes, 0, -1) };
    await accounts.setRoles(userIdOf(owner) as string, ['ADMIN']);
    expect(await other.validate(token, firefox)).not.toBeNull();
    await redis.client.del(sessionKeys.pass(redis.prefix, owner, name), changes);
    await redis.client.set(version, before.version as string);
    await redis.client.rpush(changes, ...before.changes);
    expect(await other.validate(token, firefox)).toBeNull();

    const again = await known();
    const { prefix } = redis;
    await redis.client.del(sessionKeys.pass(prefix, again.session.token.owner, again.session.token.name));
    await redis.client.del(sessionKeys.version(prefix, sessionShard(again.session.token.owner)));
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
    expect(await redis.client.zcard(sessionKeys.index(redis.prefix, userOwner(userId)))).toBe(1);
  });
});

describe('a token that comes from elsewhere', () => {
  it('on another kind of client marks the session until the password is given', async () => {
    const { token } = await logIn(await newUser(redis));
    const seen = (await sessions.validate(token, { ...firefox, userAgent: 'curl/8.9' })) as ActiveSession;
    expect(seen.flagged).toBe('DEVICE');
    expect(await sessions.validate(token, firefox)).toMatchObject({ flagged: 'DEVICE' });
    expect(events.filter((event) => event.kind === 'session_flagged')).toHaveLength(1);
    const fresh = await rotate(seen, true);
    expect(await sessions.validate(fresh.token, firefox)).toMatchObject({ flagged: null });
  });

  it('keeps its mark where the owner comes in the same moment, due to be prolonged', async () => {
    const { token, session } = await logIn(await newUser(redis));
    await sessions.validate(token, firefox);
    await letTimePass(redis, [session.id], 2 * minute);
    await Promise.all([{ ...firefox, userAgent: 'curl/8.9' }, firefox].map((from) => sessions.validate(token, from)));
    expect(await sessions.find(session.id)).toMatchObject({ flagged: 'DEVICE', device: 'Firefox on Linux' });
  });

  it('without a name of its own marks the session of a browser, and not that of a program, whose sockets may have none', async () => {
    const nameless = { ...firefox, userAgent: null };
    const browser = await logIn(await newUser(redis));
    expect(await sessions.validate(browser.token, nameless)).toMatchObject({ flagged: 'DEVICE' });
    const userId = await newUser(redis);
    const program = await sessions.start({ userId, transport: 'BEARER', client: { ...firefox, userAgent: 'node' } });
    expect(await sessions.validate(program?.token ?? '', nameless)).toMatchObject({ flagged: null });
  });

  it('on an update of the same browser does not', async () => {
    const { token } = await logIn(await newUser(redis));
    const updated = { ...firefox, userAgent: firefox.userAgent.replaceAll('140', '141') };
    expect(await sessions.validate(token, updated)).toMatchObject({ flagged: null });
  });

  it('from another network at once marks it, after a while it does not, and never ends it', async () => {
    const moved = { ...firefox, ipAddress: '198.51.100.1' };
    const sudden = await logIn(await newUser(redis));
    expect(await sessions.validate(sudden.token, moved)).toMatchObject({ flagged: 'NETWORK' });
    const six = (ipAddress: string) => ({ ...firefox, ipAddress });
    const modern = await logIn(await newUser(redis), six('2001:db8:1:2::7'));
    expect(await sessions.validate(modern.token, six('2001:db8:1:9::8'))).toMatchObject({ flagged: null });
    expect(await sessions.validate(modern.token, six('2001:db8:2:2::7'))).toMatchObject({ flagged: 'NETWORK' });
    const later = await logIn(await newUser(redis));
    await letTimePass(redis, [later.session.id], sessionDefaults.suddenMs + 1_000);
    expect(await sessions.validate(later.token, moved)).toMatchObject({ flagged: null });
  });
});

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
      sessionKeys.pass(redis.prefix, owner, name),
      sessionKeys.details(redis.prefix, owner, name),
      sessionKeys.index(redis.prefix, owner),
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
    const index = sessionKeys.index(redis.prefix, userOwner(userId));
    expect(await redis.client.zcard(index)).toBe(sessionDefaults.maxPerUser);
    const ttl = await redis.client.pttl(index);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(sessionDefaults.idleMs);
  });
});
