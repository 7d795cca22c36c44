import { beforeEach } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import type { ActiveSession } from '../../src/redis/session/active.ts';
import type { SecurityEvent } from '../../src/redis/session/event.ts';
import { type IssuedSession, Sessions } from '../../src/redis/session/session.ts';

export const firefox = {
  ipAddress: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0',
};
export const phone = {
  ipAddress: '203.0.113.9',
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Safari/604.1',
};

/** Sessions and accounts, and the security events since the test began. */
export function sessionsOn(redis: RedisHandle) {
  const events: SecurityEvent[] = [];
  const sessions = new Sessions(redis, {}, (event) => events.push(event));
  beforeEach(() => {
    events.length = 0;
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

  return { events, sessions, accounts: new Accounts(redis), logIn, rotate };
}
