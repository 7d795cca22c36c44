// Where a subscription goes on, and how its results say so, as its client states it in `extensions.lastEventId` of the operation: for
// transports on which an operation has no header of its own.

import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { serverLimits } from '../limits.ts';

/** @throws BAD_USER_INPUT for what no id can be. */
export function followed(context: Context, extensions: Readonly<Record<string, unknown>> | null | undefined): Context {
  const given = extensions?.lastEventId;
  if (given === undefined) return context;
  const { lastEventIdCharacters: most } = serverLimits;
  if (typeof given !== 'string' || given.length > most)
    throw apiError('BAD_USER_INPUT', `extensions.lastEventId must be a string of at most ${most} characters.`);
  const { client } = context;
  return { ...context, client: { ...client, wantsEventIds: true, lastEventId: given || (client.lastEventId ?? null) } };
}
