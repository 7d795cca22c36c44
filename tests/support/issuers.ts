// Issuers of OpenID Connect: oidc-provider, which is honest, and a small one that lies as it is told to.

import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import { afterAll } from 'vitest';

export const issuerClient = { clientId: 'mortar', secret: { kind: 'text', text: 'a secret of the client' } } as const;

export interface Person {
  readonly subject: string;
  readonly email?: string;
  readonly verified?: boolean;
}

/** A browser's cookies, as far as these tests need them: by host. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const jar = this.#jars.get(new URL(url).host) ?? new Map<string, string>();
    this.#jars.set(new URL(url).host, jar);
    const headers = new Headers(init.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Follows redirects until one leads to `to`, and answers where that is. */
  async follow(url: string, to: string): Promise<URL> {
    for (let at = url, hops = 0; hops < 10; hops++) {
      const response = await this.fetch(at);
      const location = response.headers.get('location');
      if (!location) throw new Error(`${at} answers ${response.status}: ${await response.text()}`);
      at = new URL(location, at).href;
      if (at.startsWith(to)) return new URL(at);
    }
    throw new Error('too many redirects');
  }
}

async function listen(): Promise<{ server: Server; url: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}` };
}

/** Logs in whoever `person` says, without a question. */
export async function openHonestIssuer(redirectUri: string, person: () => Person): Promise<string> {
  const { server, url } = await listen();
  const provider = new Provider(url, {
    clients: [
      {
        client_id: issuerClient.clientId,
        client_secret: issuerClient.secret.text,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => {
        const { email, verified = true } = person();
        return { sub: accountId, name: 'Grace Hopper', ...(email && { email, email_verified: verified }) };
      },
    }),
    loadExistingGrant: async (context) => {
      const { client, account } = context.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: account?.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const login = { accountId: person().subject };
    void provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  });
  return url;
}

/** What is wrong of what it says. */
export type Lie =
  | 'none'
  | 'nonce'
  | 'no nonce'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'signature'
  | 'unsigned'
  | 'state'
  | 'iss parameter';

export interface LyingIssuer {
  readonly url: string;
  lie: Lie;
  person: Person;
  /** The authentications of the client at its token endpoint. */
  readonly secrets: string[];
}

export async function openLyingIssuer(): Promise<LyingIssuer> {
  const { server, url } = await listen();
  const [own, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk: JWK = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, { nonce: string; challenge: string }>();
  const issuer: LyingIssuer = { url, lie: 'none', person: { subject: 'one' }, secrets: [] };

  async function idToken(nonce: string): Promise<string> {
    const { lie, person } = issuer;
    const { subject, email, verified = true } = person;
    const claims = { ...(lie !== 'no nonce' && { nonce: lie === 'nonce' ? 'another' : nonce }) };
    const token = new SignJWT({ ...claims, ...(email && { email, email_verified: verified }) })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(lie === 'issuer' ? 'https://elsewhere.example.com' : url)
      .setAudience(lie === 'audience' ? 'somebody else' : issuerClient.clientId)
      .setSubject(subject)
      .setIssuedAt(lie === 'expired' ? '-2 hours' : undefined)
      .setExpirationTime(lie === 'expired' ? '-1 hour' : '5 minutes');
    const text = await token.sign(lie === 'signature' ? other.privateKey : own.privateKey);
    if (lie !== 'unsigned') return text;
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    return `${header}.${text.split('.')[1]}.`;
  }

  function authorize({ searchParams }: URL, response: ServerResponse): void {
    const code = randomUUID();
    codes.set(code, { nonce: searchParams.get('nonce') ?? '', challenge: searchParams.get('code_challenge') ?? '' });
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', issuer.lie === 'state' ? 'another' : (searchParams.get('state') ?? ''));
    back.searchParams.set('iss', issuer.lie === 'iss parameter' ? 'https://elsewhere.example.com' : url);
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const given = new URLSearchParams(text);
    issuer.secrets.push(given.get('client_secret') ?? '');
    const known = codes.get(given.get('code') ?? '');
    codes.delete(given.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url');
    if (!known || known.challenge !== challenge) return json(response, 400, { error: 'invalid_grant' });
    const id_token = await idToken(known.nonce);
    json(response, 200, { access_token: 'an access token', token_type: 'Bearer', expires_in: 60, id_token });
  }

  server.on('request', (request, response) => {
    const at = new URL(request.url ?? '', url);
    if (at.pathname === '/authorize') return authorize(at, response);
    if (at.pathname === '/token') return void token(request, response);
    if (at.pathname === '/jwks') return json(response, 200, { keys: [jwk] });
    json(response, 200, described(url));
  });
  return issuer;
}

const described = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  authorization_response_iss_parameter_supported: true,
});

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** An API of GitHub's with one user. */
export async function openGitHub(): Promise<{
  url: string;
  emails: { email: string; primary: boolean; verified: boolean }[];
}> {
  const { server, url } = await listen();
  const github = { url, emails: [] as { email: string; primary: boolean; verified: boolean }[] };
  server.on('request', (request, response) => {
    const at = new URL(request.url ?? '', url);
    if (at.pathname === '/login/oauth/authorize') {
      const back = new URL(at.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', 'a code');
      back.searchParams.set('state', at.searchParams.get('state') ?? '');
      response.writeHead(302, { location: back.href }).end();
    } else if (at.pathname === '/login/oauth/access_token')
      json(response, 200, { access_token: 'an access token', token_type: 'bearer', scope: 'read:user' });
    else if (at.pathname === '/user') json(response, 200, { id: 4711, name: 'Grace', email: 'unproven@example.com' });
    else json(response, 200, github.emails);
  });
  return github;
}
