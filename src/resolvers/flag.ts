// How flags are answered: set by administrators, and evaluated for who asks or for whom a server asks.

import { refuseField } from '../redis/base/given.ts';
import type { Flag, FlagAudience, FlagChange, FlagInput, FlagValue } from '../redis/flag/flag.ts';
import { flagKeys } from '../redis/flag/keys.ts';
import { type Answer, answer, orBadInput } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { apiError, badInput } from './base/errors.ts';
import { readKey } from './base/global-id.ts';
import { actorOf } from './base/owner.ts';

export interface FlagFields {
  readonly flag: Flag | null;
  readonly deleted?: boolean;
}

export interface FlagQuestion {
  readonly visitorId?: string | null;
  /** A global id. */
  readonly id?: string | null;
  readonly attributes?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly keys?: readonly string[] | null;
}

type RuleInput = NonNullable<FlagInput['rules']>[number];

export function flagSet(input: FlagInput, context: Context): Promise<Answer<FlagFields>> {
  const { flags } = context.stores;
  return answer<FlagFields>(
    async () => ({ flag: await flags.find(input.key).catch(() => null) }),
    async () => {
      const change = await flags.set({ ...input, rules: input.rules?.map(withOwnIds) ?? null });
      if (change.after !== change.before) note('flag_changed', change, context);
      return { flag: change.after };
    },
  );
}

export function flagDelete(key: string, context: Context): Promise<Answer<FlagFields>> {
  return answer<FlagFields>({ flag: null }, async () => {
    const flag = await context.stores.flags.remove(key);
    note('flag_deleted', { before: flag, after: null }, context);
    return { flag, deleted: true };
  });
}

/** The API names accounts by their global ids. */
function withOwnIds(rule: RuleInput, index: number): RuleInput {
  const conditions = rule.conditions.map((condition, place) => {
    if (condition.subject !== 'ACCOUNT') return condition;
    const values = condition.values.map((id, entry) => {
      const at = ['rules', String(index), 'conditions', String(place), 'values', String(entry)];
      return readKey('User', id) ?? refuseField(at, 'must be the id of an account, as in `User.id`');
    });
    return { ...condition, values };
  });
  return { ...rule, conditions };
}

/** What the caller may see of the flags, as they are for him or for whom he asks. */
export async function flagValues(input: FlagQuestion, context: Context): Promise<FlagValue[]> {
  const publicOnly = !isServer(context);
  const audience = await audienceOf(input, context);
  return orBadInput(context.stores.flags.valuesFor(audience, { keys: input.keys ?? null, publicOnly }));
}

/** The first time with what is wrong with the input, before anything is watched. */
export async function watchFlagValues(
  input: FlagQuestion,
  context: Context,
): Promise<AsyncIterableIterator<FlagValue[]>> {
  const { stores, live } = context;
  await flagValues(input, context);
  // Visitors do not see the reasons, so that one of those alone is no news to them.
  const seen = (values: readonly FlagValue[]) =>
    JSON.stringify(isServer(context) ? values : values.map(({ key, value, on }) => [key, value, on]));
  return live.snapshots({
    channels: [flagKeys.changed(stores.redis.channelPrefix)],
    load: () => flagValues(input, context),
    changed: (before, now) => seen(before) !== seen(now),
  });
}

/** Whether it is one of the shop's programs or people, who see all flags and ask for others. */
function isServer({ session }: Pick<Context, 'session'>): boolean {
  return session?.roles.some((role) => role === 'ADMIN' || role === 'WORKER') ?? false;
}

async function audienceOf(input: FlagQuestion, context: Context): Promise<FlagAudience> {
  const { session, client, stores } = context;
  const visitorId = input.visitorId ?? client.visitorId;
  const attributes = new Map((input.attributes ?? []).map(({ name, value }) => [name, value]));
  if (attributes.size < (input.attributes?.length ?? 0)) throw badInput('Name each attribute once.', 'attributes');
  if (input.id != null) {
    if (!isServer(context))
      throw apiError('FORBIDDEN', 'id requires the WORKER or ADMIN role: leave it out to get your own values.', {
        field: ['id'],
      });
    const key = readKey('User', input.id);
    if (key === null) throw badInput('id is not the id of an account.', 'id');
    const account = await stores.accounts.find(key);
    if (!account) throw badInput('There is no account with this id.', 'id');
    return { visitorId, accountId: account.id, roles: account.roles, attributes };
  }
  // A program that asks for a visitor does not ask for its own account.
  const isOnBehalf = isServer(context) && input.visitorId != null && input.visitorId !== client.visitorId;
  if (isOnBehalf || !session?.userId) return { visitorId, accountId: null, roles: [], attributes };
  return { visitorId, accountId: session.userId, roles: session.roles, attributes };
}

/** Into the audit log, as an act of the administrator. */
function note(kind: 'flag_changed' | 'flag_deleted', { before, after }: FlagChange, context: Context): void {
  const by = actorOf(context);
  context.stores.audit.note({
    ...{ kind, userId: by.userId, by, reason: (after ?? before)?.key ?? '' },
    ...(by.ipAddress === undefined ? {} : { ipAddress: by.ipAddress }),
    ...(before ? { before: summaryOf(before) } : {}),
    ...(after ? { after: summaryOf(after) } : {}),
  });
}

function summaryOf({ enabled, isPublic, percent, rules, value, offValue }: Flag): string {
  const state = `${enabled ? 'on' : 'off'}, ${isPublic ? 'public' : 'servers only'}, ${percent}%, ${rules.length} rules`;
  return `${state}, ${JSON.stringify(value)} or ${JSON.stringify(offValue)}`;
}
