// A credential that opens no session, at every door of the API: whoever acts with it is told so, and is not taken for a guest.

import { describe, expect, it } from 'vitest';
import type { IssuedSession } from '../../src/redis/session/session.ts';
import { openTestApp } from '../support/app.ts';
import { create, logIn, newEmail, password } from '../support/log-in.ts';
import { postGraphql } from '../support/post.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { letTimePass } from '../support/session-clock.ts';

const app = await openTestApp();
const { accounts, sessions } = app.stores;
const client = { ipAddress: '127.0.0.1', userAgent: 'node' };

const act = 'mutation { cartLinesAdd(input: { lines: [{ sku: "none", quantity: 1 }] }) { userErrors { code } } }';
const read = '{ viewer { session { current } } }';
const guarded = '{ queues { name } }';
const watch = 'subscription { stockChanged(skus: ["none"]) { sku } }';
const leave = 'mutation { sessionLogOut { ended } }';

type Transport = 'COOKIE' | 'BEARER';

async function begin(transport: Transport): Promise<IssuedSession & { email: string }> {
  const email = newEmail();
  const { id } = await accounts.create({ email, password });
  const issued = await sessions.start({ userId: id, transport, client });
  if (!issued) throw new Error('the session was refused');
  return { ...issued, email };
}

async function beginGuest(transport: Transport): Promise<IssuedSession> {
  return (await sessions.start({ userId: null, transport, client })) as IssuedSession;
}

/** Each makes a token that opens nothing. */
const dead: Readonly<Record<string, (transport: Transport) => Promise<string>>> = {
  malformed: async () => 'no-token',
  unknown: async () => `u${'A'.repeat(16)}.${'B'.repeat(12)}.${'C'.repeat(43)}`,
  'of a session that has expired': async (transport) => {
    const { token, session } = await begin(transport);
    await letTimePass(app.stores.redis, [session.id], 24 * 3_600_000);
    return token;
  },
  'of a session that was ended': async (transport) => {
    const { token, session } = await begin(transport);
    await sessions.end(session.id, 'REVOKED');
    return token;
  },
  'of a disabled account': async (transport) => {
    const { token, session } = await begin(transport);
    await accounts.setDisabled(session.userId as string, true);
    return token;
  },
  'that was replaced long ago': async (transport) => {
    const { token, session } = await begin(transport);
    await sessions.rotate(session, client, true);
    await letTimePass(app.stores.redis, [session.id], 60_000);
    return token;
  },
};

const headerOf = (transport: Transport, token: string): Record<string, string> =>
  transport === 'BEARER' ? { authorization: `Bearer ${token}` } : { cookie: `mortar=${token}` };

interface Answer {
  readonly codes: readonly unknown[];
  readonly cookies: readonly string[];
}

const codesOf = (results: unknown): unknown[] =>
  (Array.isArray(results) ? results : [results]).map((result) => result.errors?.[0]?.extensions?.code ?? 'OK');

async function post(headers: Record<string, string>, body: object): Promise<Answer> {
  const { body: answer, headers: answered } = await postGraphql(app.endpoint, body, headers);
  return { codes: codesOf(answer), cookies: answered.getSetCookie() };
}

/** The ways in over HTTP; each sends the same operation. */
const doors: Readonly<Record<string, (headers: Record<string, string>, query: string) => Promise<Answer>>> = {
  'a first request': (headers, query) => post(headers, { query: `${query} # ${Math.random()}` }),
  'a request of the short path': async (headers, query) => {
    await post({}, { query });
    return post(headers, { query });
  },
  'a batch': (headers, query) => {
    const first = { query: `${query} # ${Math.random()}` };
    return postGraphql(app.endpoint, [first, { query }], headers).then(({ body, headers: answered }) => ({
      codes: codesOf(body),
      cookies: answered.getSetCookie(),
    }));
  },
  'server-sent events': async (headers, query) => {
    const response = await fetch(app.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    const results = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(json as string));
    return { codes: codesOf(results), cookies: response.headers.getSetCookie() };
  },
};

const cleared = /^mortar=; .*Expires=Thu, 01 Jan 1970/;

describe.each(Object.entries(doors))('over %s', (door, send) => {
  it.each(Object.entries(dead))('a token that is %s acts for nobody', async (_kind, make) => {
    for (const transport of ['BEARER', 'COOKIE'] as const) {
      const headers = headerOf(transport, await make(transport));
      const guardedOnes = door === 'server-sent events' ? [act, guarded, watch] : [act, guarded];
      for (const query of guardedOnes) {
        const { codes, cookies } = await send(headers, query);
        expect(new Set(codes), `${transport} ${query}`).toEqual(new Set(['UNAUTHENTICATED']));
        expect(cookies).toEqual(transport === 'COOKIE' ? [expect.stringMatching(cleared)] : []);
      }
      const { codes } = await send(headers, read);
      expect(new Set(codes)).toEqual(new Set([transport === 'COOKIE' ? 'OK' : 'UNAUTHENTICATED']));
    }
  });

  it.each(['BEARER', 'COOKIE'] as const)('a dead %s does not lock anybody out', async (transport) => {
    const token = await dead.unknown?.(transport);
    const { codes, cookies } = await send(headerOf(transport, token as string), leave);
    expect(new Set(codes)).toEqual(new Set(['OK']));
    expect(cookies.filter((line) => !cleared.test(line))).toEqual([]);
  });
});

describe('the way back in', () => {
  it.each(['BEARER', 'COOKIE'] as const)('log-in and sign-up work with a dead %s', async (transport) => {
    const headers = headerOf(transport, (await dead.malformed?.(transport)) as string);
    const input = { email: newEmail(), password, transport };
    for (const query of [create, logIn]) {
      const { body, headers: answered } = await postGraphql(app.endpoint, { query, variables: { input } }, headers);
      expect(body.errors).toBeUndefined();
      const [payload] = Object.values(body.data as Record<string, { token: string | null; userErrors: unknown[] }>);
      expect(payload?.userErrors).toEqual([]);
      const session = answered.getSetCookie().filter((line) => line.startsWith('mortar='));
      // One line, which is the new session's.
      if (transport === 'COOKIE') expect(session).toEqual([expect.stringMatching(/^mortar=u/)]);
      else expect(payload?.token).toMatch(/^u/);
    }
  });

  it.each(['BEARER', 'COOKIE'] as const)('every step of a recovery by mail works with a dead %s', async (transport) => {
    const headers = headerOf(transport, (await dead.malformed?.(transport)) as string);
    for (const field of [
      `passwordResetRequest(input: { email: "${newEmail()}" })`,
      `sessionLogInMailRequest(input: { email: "${newEmail()}" })`,
      'passwordReset(input: { token: "none", newPassword: "a long enough sentence" })',
      'sessionLogInByMail(input: { token: "none" })',
    ]) {
      const { codes } = await post(headers, { query: `mutation { ${field} { userErrors { code } } }` });
      expect(codes, field).toEqual(['OK']);
    }
  });

  it('fields after the log-in of the same operation act for the account', async () => {
    const { email } = await begin('COOKIE');
    const query = `mutation ($input: SessionLogInInput!) {
      sessionLogIn(input: $input) { userErrors { code } }
      cartLinesAdd(input: { lines: [{ sku: "none", quantity: 1 }] }) { userErrors { code } }
    }`;
    const headers = headerOf('COOKIE', 'no-token');
    const { body } = await postGraphql(app.endpoint, { query, variables: { input: { email, password } } }, headers);
    expect(body.errors).toBeUndefined();
  });
});

describe('a guest', () => {
  it('whose session has ended begins anew by cookie, and is told so by bearer token', async () => {
    for (const transport of ['COOKIE', 'BEARER'] as const) {
      const { token, session } = await beginGuest(transport);
      await sessions.end(session.id, 'EXPIRED');
      const { codes, cookies } = await post(headerOf(transport, token), { query: act });
      expect(codes).toEqual([transport === 'COOKIE' ? 'OK' : 'UNAUTHENTICATED']);
      expect(cookies).toEqual(transport === 'COOKIE' ? [expect.stringMatching(/^mortar=g/)] : []);
    }
  });

  it('begins with the first thing done without any credential', async () => {
    const { codes, cookies } = await post({}, { query: act });
    expect(codes).toEqual(['OK']);
    expect(cookies).toEqual([expect.stringMatching(/^mortar=g/)]);
  });
});

describe('a header', () => {
  it.each(['Bearer', 'Bearer  ', 'bearer a b', 'BEARER null'])('"%s" is a dead bearer token', async (authorization) => {
    expect((await post({ authorization }, { query: act })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearerx', 'Digest a'])('"%s" is none of Mortar’s', async (authorization) => {
    expect((await post({ authorization }, { query: act })).codes).toEqual(['OK']);
  });

  it('with a dead bearer token goes before a good cookie', async () => {
    const { token } = await begin('COOKIE');
    const headers = { ...headerOf('COOKIE', token), authorization: 'Bearer no-token' };
    expect((await post(headers, { query: act })).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('over WebSocket', () => {
  it.each(Object.entries(dead))('a token that is %s is refused with 4403', async (_kind, make) => {
    const token = await make('BEARER');
    for (const [params, headers] of [
      [{ token }, {}],
      [{ authorization: `Bearer ${token}` }, {}],
      [{}, headerOf('BEARER', token)],
    ] as const)
      expect(await new RawSocket(app.endpoint, params, headers).closed).toBe(4403);
  });

  it.each([[1], [{}], ['']])('connection parameters with the token %j are refused', async (token) => {
    expect(await new RawSocket(app.endpoint, { token }).closed).toBe(4403);
  });

  it('a dead cookie opens a socket that reads and does not act', async () => {
    for (const make of Object.values(dead)) {
      const socket = new RawSocket(app.endpoint, {}, headerOf('COOKIE', await make('COOKIE')));
      await socket.until('connection_ack');
      for (const [id, query] of Object.entries({ act, guarded, watch, read })) socket.subscribe(id, query);
      for (const id of ['act', 'guarded', 'watch'])
        expect(codesOf((await socket.until('next', id)).payload)).toEqual(['UNAUTHENTICATED']);
      expect(codesOf((await socket.until('next', 'read')).payload)).toEqual(['OK']);
    }
  });

  it('an operation after the end of the session acts for nobody', async () => {
    for (const transport of ['BEARER', 'COOKIE'] as const) {
      const { token, session } = await begin(transport);
      const [params, headers] = transport === 'BEARER' ? [{ token }, {}] : [{}, headerOf(transport, token)];
      const socket = new RawSocket(app.endpoint, params, headers as Record<string, string>);
      await socket.until('connection_ack');
      await sessions.end(session.id, 'REVOKED');
      socket.subscribe('act', act);
      const answer = await Promise.race([socket.until('next', 'act'), socket.closed]);
      // The socket may have closed before it was asked.
      if (answer !== 4403) expect(codesOf((answer as { payload: unknown }).payload)).toEqual(['UNAUTHENTICATED']);
      expect(await socket.closed).toBe(4403);
    }
  });
});
