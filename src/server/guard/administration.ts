// What an administrator needs to reach and change the rate limits. No policy limits it, so that no policy is for ever.

import type { ActiveSession } from '../../redis/session/active.ts';
import type { RootFieldCounts } from './root-fields.ts';

const administration: ReadonlySet<string> = new Set([
  'Query.rateLimitPolicies',
  'Query.rateLimitPolicy',
  'Query.rateLimitState',
  'Query.viewer',
  'Query.__typename',
  'Mutation.rateLimitPolicySet',
  'Mutation.rateLimitPolicyDelete',
  'Mutation.rateLimitUnblock',
  'Mutation.sessionReauthenticate',
  'Mutation.__typename',
  'Subscription.rateLimitActivity',
]);

/** The fields that policies limit: for an administrator all but the administration of limits. */
export function limitedFields(fields: RootFieldCounts, session: Pick<ActiveSession, 'roles'> | null): RootFieldCounts {
  if (!session) return fields;
  for (const field of fields.keys()) {
    // Roles are read last: hardly any operation has such a field.
    if (!administration.has(field)) continue;
    if (!session.roles.includes('ADMIN')) return fields;
    return new Map([...fields].filter(([name]) => !administration.has(name)));
  }
  return fields;
}
