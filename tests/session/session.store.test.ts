// What a session promises: it lives as long as it says, and its token can be replaced.

import { describe, expect, it } from 'vitest';
import { cartLimits } from '../../src/redis/cart/lines.ts';
import type { ActiveSession } from '../../src/redis/session/active.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { type IssuedSession, Sessions } from '../../src/redis/session/session.ts';
import { sessionDefaults } from '../../src/redis/session/settings.ts';
import { sessionShards } from '../../src/redis/session/shard.ts';
import { parseSessionId } from '../../src/redis/session/token.ts';
import { newUser } from '../support/account.ts';
import { ClockedRedis } from '../support/lua-clock.ts';
import { openTestRedis } from '../support/redis.ts';
import { firefox, sessionsOn } from '../support/session.ts';
import { letTimePass } from '../support/session-clock.ts';

const redis = await openTestRedis();
const { events, sessions, accounts, logIn, rotate } = sessionsOn(redis);
const minute = 60_000;

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
    const details = await redis.client.hgetall(sessionKeys.details(redis, owner, name));
    const stored = JSON.stringify([details, await redis.client.get(sessionKeys.pass(redis, owner, name))]);
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
      await clocked.setClock(sessionKeys.pass(redis, owner, name), rotatedAt + ms);
      await clocked.setClock(sessionKeys.version(redis.prefix, sessionShards(redis).of(owner)), rotatedAt + ms);
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

  it('continues with use, until the absolute end', async () => {
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
    const written = () => redis.client.get(sessionKeys.pass(redis, owner, name));
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
    for (const key of [
      sessionKeys.pass(redis, owner, name),
      sessionKeys.details(redis, owner, name),
      sessionKeys.index(redis, owner),
    ]) {
      const ttl = await redis.client.pttl(key);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(sessionDefaults.idleMs);
    }
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
