// Logging in by others, and linking an account with them.

import type { ProviderLink } from '../../redis/account/link.ts';
import type { ProviderSettings } from '../../redis/account/provider.ts';
import type { BegunLogIn } from '../../redis/account/provider-log-in.ts';
import { refuse } from '../../redis/base/problem.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { type BeginInput, beginFor, checkBegin, refusedSession, type SessionFields, viewer } from './begin.ts';
import { requireFresh } from './fresh.ts';

export interface ProviderBeginFields {
  readonly url: string | null;
}

export interface ProviderLinkFields {
  readonly viewer: SessionFields['viewer'];
}

const nowhere: ProviderBeginFields = { url: null };
const unchanged: ProviderLinkFields = { viewer };

export function logInProviders({ stores }: Context): readonly ProviderSettings[] {
  return stores.providerLogIns.providers;
}

export function linksOf(userId: string, { stores }: Context): Promise<readonly ProviderLink[]> {
  return stores.providerLinks.list(userId);
}

export function providerLogInBegin(provider: string, context: Context): Promise<Answer<ProviderBeginFields>> {
  return answer<ProviderBeginFields>(nowhere, async () => {
    requireCookies(context);
    return keep(await context.stores.providerLogIns.begin(provider), context);
  });
}

export function providerLinkBegin(provider: string, context: Context): Promise<Answer<ProviderBeginFields>> {
  return answer<ProviderBeginFields>(nowhere, async () => {
    const { userId } = requireFresh(context);
    requireCookies(context);
    return keep(await context.stores.providerLogIns.begin(provider, userId), context);
  });
}

export function sessionLogInByProvider(
  { callback, ...input }: BeginInput & { callback: string },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const { stores, client } = context;
    const account = await stores.providerLogIns.logIn(callback, client.provider ?? null, client);
    forget(context);
    return beginFor(account, input, context, 'PROVIDER');
  });
}

export function providerLink(callback: string, context: Context): Promise<Answer<ProviderLinkFields>> {
  return answer<ProviderLinkFields>(unchanged, async () => {
    const { userId } = requireFresh(context);
    const { stores, client } = context;
    await stores.providerLogIns.link(callback, client.provider ?? null, userId, client);
    forget(context);
    return unchanged;
  });
}

export function providerUnlink(provider: string, context: Context): Promise<Answer<ProviderLinkFields>> {
  return answer<ProviderLinkFields>(unchanged, async () => {
    const { userId } = requireFresh(context);
    await context.stores.providerLinks.remove(userId, provider);
    return unchanged;
  });
}

/** The browser that begins is the one that has to come back. */
function keep({ url, browser, expiresAt }: BegunLogIn, { cookies }: Context): ProviderBeginFields {
  cookies.setProvider(browser, expiresAt);
  return { url };
}

function forget({ cookies }: Context): void {
  cookies.setProvider('', new Date(0));
}

function requireCookies({ cookies }: Context): void {
  if (!cookies.available)
    refuse('INVALID', 'A WebSocket cannot set a cookie, which the log-in is bound to. Begin it over HTTP.', 'provider');
}
