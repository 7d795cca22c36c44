// Logging in by others. Somebody is sent to a provider and comes back with a code; what came of it counts once, in the browser that
// began, and for the provider that it began with.

import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { checkText } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import type { SessionClient } from '../session/client.ts';
import type { SecurityListener } from '../session/event.ts';
import type { Accounts } from './account.ts';
import { accountKeys } from './keys.ts';
import type { ProviderLinks } from './link.ts';
import { type ProviderIdentity, type ProviderSettings, type ProviderSetUp, providerLimits } from './provider.ts';
import { ProviderClient } from './provider-client.ts';
import type { Account } from './record.ts';
import type { SignUps } from './sign-up.ts';
import { requireDisplayName, textLimits } from './text.ts';

/** What somebody who is at a provider has begun. */
const begun = z.object({
  provider: z.string(),
  browser: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The account that is to be linked; null for a log-in. */
  userId: z.string().nullable(),
});
type Begun = z.infer<typeof begun>;

export interface BegunLogIn {
  /** Where to send the browser. */
  readonly url: string;
  /** What the browser is to keep until it comes back. */
  readonly browser: string;
  readonly expiresAt: Date;
}

export class ProviderLogIns {
  readonly #redis: RedisHandle;
  readonly #accounts: Accounts;
  readonly #signUps: SignUps;
  readonly #links: ProviderLinks;
  readonly #redirectUrl: string;
  readonly #clients: ReadonlyMap<string, ProviderClient>;
  readonly #report: SecurityListener;
  readonly #onProblem: (error: unknown, provider: string) => void;

  constructor(
    redis: RedisHandle,
    stores: { readonly accounts: Accounts; readonly signUps: SignUps; readonly links: ProviderLinks },
    { providers, redirectUrl, insecure = false }: ProviderSetUp = { providers: [], redirectUrl: '', pageUrl: '' },
    report: SecurityListener = () => {},
    onProblem: (error: unknown, provider: string) => void = () => {},
  ) {
    this.#redis = redis;
    this.#accounts = stores.accounts;
    this.#signUps = stores.signUps;
    this.#links = stores.links;
    this.#redirectUrl = redirectUrl;
    this.#clients = new Map(providers.map((each) => [each.id, new ProviderClient(each, insecure)]));
    this.#report = guarded('onSecurityEvent', report);
    this.#onProblem = guarded('onProviderProblem', onProblem);
  }

  /** By whom people can log in. */
  get providers(): readonly ProviderSettings[] {
    return [...this.#clients.values()].map(({ settings }) => settings);
  }

  /**
   * Begins a log-in by a provider, or, with an account, to link it.
   * @throws Refusal NOT_FOUND, PROVIDER_UNAVAILABLE.
   */
  async begin(provider: string, userId: string | null = null): Promise<BegunLogIn> {
    if (userId !== null) checkText(userId, 'userId', providerLimits.subjectCharacters);
    const client = this.#clients.get(provider);
    if (!client) refuse('NOT_FOUND', 'There is no such provider.', 'provider');
    const [state, browser, nonce, verifier] = [secret(), secret(), secret(), secret()];
    const url = await this.#ask(provider, () => client.urlFor(this.#urlOf(provider), { state, nonce, verifier }));
    const kept: Begun = { provider, browser: digest(browser), nonce, verifier, userId };
    const { stateSeconds } = providerLimits;
    await this.#redis.client.set(this.#stateKey(state), JSON.stringify(kept), 'EX', stateSeconds);
    return { url, browser, expiresAt: new Date(Date.now() + stateSeconds * 1_000) };
  }

  /**
   * The account of who has come back from a provider; a new one, if people can sign up and the provider has proven an address.
   * @throws Refusal PROVIDER_FAILED, PROVIDER_UNAVAILABLE, EMAIL_TAKEN, EMAIL_UNPROVEN, SIGN_UP_CLOSED.
   */
  async logIn(callback: string, browser: string | null, client: SessionClient): Promise<Account> {
    const { provider, identity } = await this.#comeBack(callback, browser, null, client);
    const holder = await this.#links.holder(provider, identity);
    const account =
      holder === null ? await this.#signUp(provider, identity, client) : await this.#accounts.find(holder);
    if (!account || account.disabled) return this.#fail(provider, client, account?.id ?? null);
    this.#report({ kind: 'log_in', userId: account.id, ipAddress: client.ipAddress, reason: 'provider' });
    return account;
  }

  /**
   * Links an account with who has come back from a provider, and has begun that for the account.
   * @throws as logIn, and as ProviderLinks.add.
   */
  async link(callback: string, browser: string | null, userId: string, client: SessionClient): Promise<void> {
    const { provider, identity } = await this.#comeBack(callback, browser, userId, client);
    await this.#links.add(userId, provider, identity);
  }

  async #signUp(provider: string, { email, name, ...identity }: ProviderIdentity, client: SessionClient) {
    if (email === null)
      refuse(
        'EMAIL_UNPROVEN',
        'No account is linked with this one, and the provider proves no address. Sign up first, and link it then.',
      );
    this.#signUps.requireOpen(email);
    const displayName = nameOf(name);
    // An address that an account has is no reason to open it.
    const account = await this.#accounts.create({ email, password: null, displayName, verified: true }, client);
    await this.#links.add(account.id, provider, identity);
    return account;
  }

  /** Uses up what was begun: whatever comes of it, it does not count again. */
  async #comeBack(
    callback: string,
    browser: string | null,
    userId: string | null,
    client: SessionClient,
  ): Promise<{ provider: string; identity: ProviderIdentity }> {
    checkText(callback, 'callback', providerLimits.callbackCharacters);
    const parameters = new URLSearchParams(callback.replace(/^[?#]/, ''));
    const provider = parameters.get('provider') ?? '';
    const state = parameters.get('state') ?? '';
    parameters.delete('provider');
    const [text] = (
      (await this.#redis.client.multi().get(this.#stateKey(state)).del(this.#stateKey(state)).exec()) ?? []
    ).map(([error, value]) => {
      if (error) throw error;
      return value;
    });
    const known = typeof text === 'string' ? begun.parse(JSON.parse(text)) : null;
    const speaker = this.#clients.get(provider);
    const isOwn =
      known &&
      browser !== null &&
      known.browser === digest(browser) &&
      known.provider === provider &&
      known.userId === userId;
    if (!isOwn || !speaker) return this.#fail(provider, client, userId);
    const url = new URL(this.#urlOf(provider));
    url.search = parameters.toString();
    const checks = { state, nonce: known.nonce, verifier: known.verifier };
    try {
      const identity = await speaker.identityFrom(url, checks);
      if (identity.subject.length > providerLimits.subjectCharacters) throw new Error('the subject is too long');
      return { provider, identity };
    } catch (error) {
      this.#onProblem(error, provider);
      return this.#fail(provider, client, userId);
    }
  }

  async #ask<T>(provider: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#onProblem(error, provider);
      refuse('PROVIDER_UNAVAILABLE', 'The provider does not answer as it should. Try again later.', 'provider');
    }
  }

  #fail(provider: string, { ipAddress }: SessionClient, userId: string | null): never {
    const reason = this.#clients.has(provider) ? 'provider' : '';
    this.#report({ kind: 'log_in_failed', userId, ipAddress, reason });
    refuse('PROVIDER_FAILED', 'The log-in by the provider did not succeed, took too long, or was begun elsewhere.');
  }

  #urlOf(provider: string): string {
    return `${this.#redirectUrl}/${provider}`;
  }

  #stateKey(state: string): string {
    return accountKeys.providerState(this.#redis.prefix, digest(state));
  }
}

/** What a provider says may be longer, or of characters that no name here has: then there is none. */
function nameOf(name: string | null): string | null {
  try {
    return requireDisplayName(name?.slice(0, textLimits.displayName)) || null;
  } catch {
    return null;
  }
}

const secret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
