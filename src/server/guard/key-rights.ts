// What an API key may run: the root fields of its scopes, and if it is for queues, what workers do with these.

import type { GraphQLError } from 'graphql';
import type { KeyRights } from '../../redis/session/active.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { hasRootField } from '../../resolvers/base/root-field.ts';
import type { RootFieldCounts } from './root-fields.ts';

/** The resolvers of these ask whether the key is for the queue. */
const ofQueues: ReadonlySet<string> = new Set([
  'Mutation.jobEnqueue',
  'Mutation.jobsEnqueue',
  'Mutation.jobsClaim',
  'Mutation.jobLeasesExtend',
  'Mutation.jobProgress',
  'Mutation.jobComplete',
  'Mutation.jobFail',
  'Mutation.jobRelease',
]);

/** Why a key may not run these fields; undefined where it may. */
export function refusalOfKey(fields: RootFieldCounts, { scopes, queues }: KeyRights): GraphQLError | undefined {
  for (const field of fields.keys()) {
    // What tells of the schema alone.
    if (field.includes('.__')) continue;
    if (queues && !ofQueues.has(field))
      return apiError('FORBIDDEN', `This API key is for queues, and ${field} is none of what workers do with them.`);
    if (scopes && !hasRootField(scopes, field))
      return apiError('FORBIDDEN', `This API key does not have the scope ${field}.`);
  }
  return undefined;
}
