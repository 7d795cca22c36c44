// An API key as it lies in Redis, as its owner sees it, and as a session while a request runs.

import { z } from 'zod';
import { ActiveSession, type KeyRights } from '../session/active.ts';
import { passOfKey } from '../session/pass.ts';
import { allRoles, type Role } from '../session/role.ts';
import { type ApiKeyAddress, apiKeySession } from './api-key-text.ts';

const dayMs = 24 * 3_600_000;

export const apiKeyLimits = {
  perAccount: 20,
  nameCharacters: 60,
  scopes: 50,
  scopeCharacters: 200,
  queues: 20,
  lifetimeMs: { least: 60_000, default: 90 * dayMs, most: 366 * dayMs },
  /** For which the secret before counts, once a key has got another. */
  overlapMs: { default: dayMs, most: 7 * dayMs },
  /** How often a process writes down which keys were used, and how many it keeps in mind until then. */
  usedMs: 60_000,
  usesInMind: 10_000,
} as const;

/** The policy of keys that have none of their own; src/redis/rate-limit/defaults.ts has it. */
const apiKeyPolicy = 'api-key';

const spec = z.object({
  title: z.string(),
  roles: z.array(z.enum(allRoles as [Role, ...Role[]])),
  scopes: z.array(z.string()).nullable(),
  queues: z.array(z.string()).nullable(),
  policy: z.string().nullable(),
  lifetimeMs: z.number(),
  strong: z.boolean(),
  createdAt: z.number(),
  by: z.string().nullable(),
});
export type ApiKeySpec = z.infer<typeof spec>;

/** A key as its owner sees it. */
export interface ApiKey extends ApiKeyAddress {
  readonly title: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly string[] | null;
  readonly queues: readonly string[] | null;
  readonly policy: string | null;
  readonly createdAt: Date;
  /** The administrator who issued it; null where its owner did. */
  readonly createdById: string | null;
  readonly expiresAt: Date;
  /** To a minute; null if never. */
  readonly lastUsedAt: Date | null;
  /** Until when the secret before still counts; null where there is none. */
  readonly formerUntil: Date | null;
}

/** What account/api-key-read tells of a key, '' for what is not there. */
export interface StoredApiKey {
  readonly hash: string;
  readonly ends: string;
  readonly spec: string;
  readonly old: string;
  readonly until: string;
  readonly used: string;
}

/** Null for what cannot be read. */
export function readSpec(text: string): ApiKeySpec | null {
  try {
    return spec.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function readApiKey(address: ApiKeyAddress, stored: StoredApiKey, nowMs: number): ApiKey | null {
  const read = readSpec(stored.spec);
  if (!read) return null;
  const { title, roles, scopes, queues, policy, createdAt, by } = read;
  const moment = (text: string): Date | null => (text === '' ? null : new Date(Number(text)));
  return {
    ...{ userId: address.userId, name: address.name },
    ...{ title, roles, scopes, queues, policy, createdById: by },
    createdAt: new Date(createdAt),
    expiresAt: new Date(Number(stored.ends)),
    lastUsedAt: moment(stored.used),
    formerUntil: Number(stored.until) > nowMs ? moment(stored.until) : null,
  };
}

/** Whether a key still counts, and a secret is its own: the present one, or the one before while that lasts. */
export function isOwnSecret(stored: StoredApiKey, hash: string, nowMs: number): boolean {
  return hash === stored.hash || (hash === stored.old && nowMs < Number(stored.until));
}

/** What a request with an API key has in the place of a session. It does what its account may do, and of that what the key may. */
export class ApiKeySession extends ActiveSession {
  readonly #spec: ApiKeySpec;

  constructor(
    address: ApiKeyAddress,
    spec: ApiKeySpec,
    given: { readonly access: string; readonly endsMs: number; readonly nowMs: number },
    strongRoles: readonly Role[],
  ) {
    const pass = passOfKey(given.access, { ...given, isStrong: spec.strong });
    super({ ...apiKeySession(address), hash: '' }, pass, given.access, given.nowMs, strongRoles);
    this.#spec = spec;
  }

  override get roles(): readonly Role[] {
    return super.roles.filter((role) => this.#spec.roles.includes(role));
  }

  override get rights(): string {
    const { scopes, queues } = this.#spec;
    return `${super.rights} ${JSON.stringify([scopes, queues])}`;
  }

  override get apiKey(): KeyRights {
    const { scopes, queues, policy } = this.#spec;
    return { scopes, queues, policy: policy ?? apiKeyPolicy };
  }
}
