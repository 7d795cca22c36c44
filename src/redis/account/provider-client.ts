// Speaks with providers, by openid-client. It is loaded when somebody first logs in by one.

import type { Configuration, ServerMetadata } from 'openid-client';
import { type ProviderIdentity, type ProviderSettings, providerLimits } from './provider.ts';

type Client = typeof import('openid-client');

/** What a log-in is bound to: each is random, and used once. */
export interface ProviderChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export class ProviderClient {
  readonly settings: ProviderSettings;
  readonly #insecure: boolean;
  #known: { readonly config: Promise<Configuration>; readonly untilMs: number } | undefined;

  constructor(settings: ProviderSettings, insecure: boolean) {
    this.settings = settings;
    this.#insecure = insecure;
  }

  /** Where to send the browser. @throws whatever goes wrong with the provider. */
  async urlFor(redirectUrl: string, { state, nonce, verifier }: ProviderChecks): Promise<string> {
    const client = await import('openid-client');
    const { kind, scope, responseMode } = this.settings;
    const parameters: Record<string, string> = {
      redirect_uri: redirectUrl,
      scope,
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    if (kind === 'oidc') parameters.nonce = nonce;
    if (responseMode) parameters.response_mode = responseMode;
    return client.buildAuthorizationUrl(await this.#config(client), parameters).href;
  }

  /** Who has come back. @throws whatever is wrong with what the provider says. */
  async identityFrom(callback: URL, checks: ProviderChecks): Promise<ProviderIdentity> {
    const client = await import('openid-client');
    const config = await this.#config(client);
    const isOidc = this.settings.kind === 'oidc';
    const tokens = await client.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: checks.verifier,
      expectedState: checks.state,
      ...(isOidc && { expectedNonce: checks.nonce, idTokenExpected: true }),
    });
    if (!isOidc) return this.#fromGitHub(client, config, tokens.access_token);
    const claims = tokens.claims();
    if (!claims) throw new Error('there is no ID token');
    const { iss, sub } = claims;
    // Some issuers tell of addresses there alone.
    const asks = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
    const told = asks ? await client.fetchUserInfo(config, tokens.access_token, sub) : claims;
    const { email, email_verified, name } = told;
    // Apple writes it as a text.
    const isProven = this.settings.provesEmail && (email_verified === true || String(email_verified) === 'true');
    return {
      issuer: iss,
      subject: sub,
      email: isProven && typeof email === 'string' ? email : null,
      name: typeof name === 'string' ? name : null,
    };
  }

  async #fromGitHub(client: Client, config: Configuration, token: string): Promise<ProviderIdentity> {
    const api = this.settings.apiUrl ?? 'https://api.github.com';
    const read = async (path: string): Promise<unknown> => {
      const headers = new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'mortar' });
      const response = await client.fetchProtectedResource(config, token, new URL(api + path), 'GET', null, headers);
      if (!response.ok) throw new Error(`${path} answers ${response.status}`);
      return response.json();
    };
    const [user, emails] = (await Promise.all([read('/user'), read('/user/emails')])) as [
      { readonly id: number; readonly name?: string | null },
      readonly { readonly email: string; readonly primary: boolean; readonly verified: boolean }[],
    ];
    if (!Number.isSafeInteger(user.id)) throw new Error('the user has no id');
    const email = emails.find(({ primary, verified }) => primary && verified)?.email ?? null;
    return { issuer: this.settings.issuer, subject: String(user.id), email, name: user.name ?? null };
  }

  /** Read again from time to time: keys and addresses of a provider change. One that failed is asked again at once. */
  #config(client: Client): Promise<Configuration> {
    if (this.#known && Date.now() < this.#known.untilMs) return this.#known.config;
    const config = this.#discover(client);
    this.#known = { config, untilMs: Date.now() + providerLimits.discoveredMs };
    config.catch(() => {
      this.#known = undefined;
    });
    return config;
  }

  async #discover(client: Client): Promise<Configuration> {
    const { kind, issuer, clientId } = this.settings;
    const auth = await this.#authentication(client);
    const execute = this.#insecure ? [client.allowInsecureRequests] : [];
    if (kind === 'oidc') {
      const timeout = providerLimits.timeoutSeconds;
      const config = await client.discovery(new URL(issuer), clientId, undefined, auth, { execute, timeout });
      // Also of a token that came straight from the provider: the connection is then not all that speaks for it.
      client.enableNonRepudiationChecks(config);
      return config;
    }
    const server: ServerMetadata = {
      issuer,
      authorization_endpoint: `${issuer}/login/oauth/authorize`,
      token_endpoint: `${issuer}/login/oauth/access_token`,
    };
    const config = new client.Configuration(server, clientId, undefined, auth);
    config.timeout = providerLimits.timeoutSeconds;
    for (const each of execute) each(config);
    return config;
  }

  async #authentication(client: Client) {
    const { secret, clientId, issuer } = this.settings;
    if (secret.kind === 'none') return client.None();
    if (secret.kind === 'text') return client.ClientSecretPost(secret.text);
    const { importPKCS8, SignJWT } = await import('jose');
    const text = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: secret.keyId })
      .setIssuer(secret.teamId)
      .setSubject(clientId)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime('15 minutes')
      .sign(await importPKCS8(secret.key, 'ES256'));
    return client.ClientSecretPost(text);
  }
}
