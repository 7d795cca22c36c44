// How people, and administrators for services, make, renew and revoke API keys.

import type { GraphQLSchema } from 'graphql';
import { type ApiKey, apiKeyLimits } from '../../redis/account/api-key-record.ts';
import type { ApiKeyAddress } from '../../redis/account/api-key-text.ts';
import { apiKeyAddress } from '../../redis/account/api-key-text.ts';
import type { Account } from '../../redis/account/record.ts';
import { checkWhole } from '../../redis/base/given.ts';
import { refuse } from '../../redis/base/problem.ts';
import type { Role } from '../../redis/session/role.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { readKey, requireKey } from '../base/global-id.ts';
import { actorOf } from '../base/owner.ts';
import { areRootFields } from '../base/root-field.ts';
import { requireFresh } from '../session/fresh.ts';
import type { UserFields } from './account.ts';

export interface ApiKeyFields {
  readonly apiKey: ApiKey | null;
  /** Told once. */
  readonly secret: string | null;
}

export interface ApiKeyInput {
  readonly name: string;
  /** Of the account of a service. */
  readonly id?: string | null;
  readonly roles?: readonly Role[] | null;
  readonly scopes?: readonly string[] | null;
  readonly queues?: readonly string[] | null;
  readonly rateLimitPolicy?: string | null;
  readonly expiresAt?: Date | null;
}

const none: ApiKeyFields = { apiKey: null, secret: null };

/** A key's key in global ids: whose it is, and its name. */
export function apiKeyKey({ userId, name }: ApiKeyAddress): string {
  return `${userId}.${name}`;
}

/** A key as its owner and administrators may see it. */
export async function apiKeyByKey(key: string, { session, stores }: Context): Promise<ApiKey | null> {
  const address = addressIn(key);
  if (!address || !session || (session.userId !== address.userId && !session.roles.includes('ADMIN'))) return null;
  return stores.apiKeys.find(address);
}

export async function viewerApiKeys({ session, stores }: Context): Promise<ApiKey[]> {
  return session?.userId ? stores.apiKeys.list(session.userId) : [];
}

/** The key that the request came with. */
export async function viewerApiKey({ session, stores }: Context): Promise<ApiKey | null> {
  const address = session?.apiKey ? apiKeyAddress(session.token) : null;
  return address && stores.apiKeys.find(address);
}

export function userApiKeys(account: Account, { stores }: Context): Promise<ApiKey[]> {
  return stores.apiKeys.list(account.id);
}

export function apiKeyCreate(
  { name, id, rateLimitPolicy, expiresAt, roles: chosen, scopes, queues }: ApiKeyInput,
  schema: GraphQLSchema,
  context: Context,
): Promise<Answer<ApiKeyFields>> {
  return answer<ApiKeyFields>(none, async () => {
    const session = requireFresh(context);
    checkScopes(scopes ?? [], schema);
    await checkPolicy(rateLimitPolicy, context);
    const owner = id == null ? null : await requireService(requireKey('User', id), context);
    const held = owner ? owner.roles : session.roles;
    const roles = chosen ?? held;
    const beyond = roles.find((role) => !held.includes(role));
    if (beyond)
      refuse('INVALID', `An API key cannot have the role ${beyond}, which its account does not have.`, 'roles');
    // Who makes keys for others is an administrator, with all that administrators need.
    const isStrong = owner !== null || session.isStrong;
    const issued = await context.stores.apiKeys.create(
      owner?.id ?? session.userId,
      { title: name, roles, scopes, queues, policy: rateLimitPolicy, lifetimeMs: lifetimeUntil(expiresAt), isStrong },
      actorOf(context),
    );
    return { apiKey: issued.key, secret: issued.secret };
  });
}

export function apiKeyRotate(
  { id, overlapSeconds }: { id: string; overlapSeconds?: number | null },
  context: Context,
): Promise<Answer<ApiKeyFields>> {
  return answer<ApiKeyFields>(
    () => asItIs(id, context),
    async () => {
      const overlapMs = readOverlap(overlapSeconds);
      const session = requireFresh(context);
      const address = addressOf(id, context);
      // Who renews the key of another person would have it.
      if (address.userId !== session.userId) await requireService(address.userId, context);
      const { key, secret } = await context.stores.apiKeys.rotate(address, overlapMs, actorOf(context));
      return { apiKey: key, secret };
    },
  );
}

export function apiKeyRevoke(id: string, context: Context): Promise<Answer<ApiKeyFields>> {
  return answer<ApiKeyFields>(
    () => asItIs(id, context),
    async () => {
      requireFresh(context);
      await context.stores.apiKeys.revoke(addressOf(id, context), actorOf(context));
      return none;
    },
  );
}

export function serviceAccountCreate(
  { displayName, roles }: { displayName: string; roles: readonly Role[] },
  context: Context,
): Promise<Answer<UserFields>> {
  return answer<UserFields>({ user: null }, async () => {
    requireFresh(context);
    return { user: await context.stores.signUps.createService({ displayName, roles }, actorOf(context)) };
  });
}

async function asItIs(id: string, context: Context): Promise<ApiKeyFields> {
  const key = readKey('ApiKey', id);
  return { ...none, apiKey: key === null ? null : await apiKeyByKey(key, context) };
}

/** @throws Refusal NOT_FOUND for what is none of the caller's, unless that is an administrator. */
function addressOf(id: string, { session }: Context): ApiKeyAddress {
  const address = addressIn(requireKey('ApiKey', id));
  if (!address || (address.userId !== session?.userId && !session?.roles.includes('ADMIN')))
    refuse('NOT_FOUND', 'There is no such API key.', 'id');
  return address;
}

function addressIn(key: string): ApiKeyAddress | null {
  const [, userId, name] = /^([\w-]{16})\.([\w-]{12})$/.exec(key) ?? [];
  return userId && name ? { userId, name } : null;
}

async function requireService(userId: string, { session, stores }: Context): Promise<Account> {
  const account = session?.roles.includes('ADMIN') ? await stores.accounts.find(userId) : null;
  if (!account) refuse('NOT_FOUND', 'There is no such account that you may make keys for.', 'id');
  if (!account.isService)
    refuse('ILLEGAL_STATE', 'People make their API keys themselves. Create an account for the service.', 'id');
  return account;
}

/** @throws Refusal INVALID. */
function lifetimeUntil(expiresAt: Date | null | undefined): number | null {
  if (!expiresAt) return null;
  const { least, most } = apiKeyLimits.lifetimeMs;
  const lifetimeMs = expiresAt.getTime() - Date.now();
  if (!(lifetimeMs >= least && lifetimeMs <= most))
    refuse('INVALID', 'expiresAt must be at least a minute and at most 366 days from now.', 'expiresAt');
  return lifetimeMs;
}

/** @throws Refusal INVALID. */
function readOverlap(seconds: number | null | undefined): number | null {
  if (seconds == null) return null;
  checkWhole(seconds, 'overlapSeconds', 0, apiKeyLimits.overlapMs.most / 1_000);
  return seconds * 1_000;
}

/** A scope names something that there is. */
function checkScopes(scopes: readonly string[], schema: GraphQLSchema): void {
  for (const [place, scope] of scopes.entries())
    if (!areRootFields(scope, schema))
      refuse(
        'INVALID',
        `scopes must be root fields such as Query.orders or Mutation.*, and ${JSON.stringify(scope)} is none.`,
        'scopes',
        String(place),
      );
}

/** Only administrators choose how much a key may ask for. */
async function checkPolicy(name: string | null | undefined, { session, stores }: Context): Promise<void> {
  if (name == null) return;
  if (!session?.roles.includes('ADMIN'))
    refuse('INVALID', 'Only administrators give API keys a rate-limit policy.', 'rateLimitPolicy');
  const policy = await stores.rateLimits.policies.get(name);
  if (policy?.scope !== 'API_KEY')
    refuse('NOT_FOUND', 'There is no rate-limit policy of this name with the scope API_KEY.', 'rateLimitPolicy');
}
