// The policies of an empty database: generous to people, tight where guessing pays. An administrator changes them at
// run time; deleted ones stay deleted.

import { changePolicy, costTarget, type RateLimitPolicy } from './policy.ts';

export const defaultPolicies: readonly RateLimitPolicy[] = [
  {
    name: 'log-in',
    description: 'Guessing passwords from one address: no minute ever holds more than this.',
    algorithm: 'SLIDING_WINDOW' as const,
    scope: 'IP' as const,
    limit: 60,
    windowSeconds: 60,
    targets: ['Mutation.sessionLogIn', 'Mutation.sessionReauthenticate'],
  },
  {
    name: 'sign-up',
    description: 'Making accounts in bulk from one address.',
    scope: 'IP' as const,
    limit: 600,
    windowSeconds: 3600,
    burst: 200,
    targets: ['Mutation.accountCreate'],
  },
  {
    name: 'checkout',
    description: 'Checkouts of one session: each reserves stock.',
    scope: 'SESSION' as const,
    limit: 120,
    windowSeconds: 60,
    burst: 60,
    targets: ['Mutation.checkoutStart', 'Mutation.checkoutComplete'],
  },
  {
    name: 'track',
    description: 'Events sent from one address, counted by request.',
    scope: 'IP' as const,
    limit: 120_000,
    windowSeconds: 60,
    burst: 60_000,
    targets: ['Mutation.track'],
  },
  {
    name: 'everything',
    description: 'All root fields together: no one address takes a whole server.',
    scope: 'IP' as const,
    limit: 600_000,
    windowSeconds: 60,
    burst: 200_000,
    targets: ['*'],
  },
  {
    name: 'query-cost',
    description: 'The cost of operations in points, counted before they run.',
    scope: 'IP' as const,
    limit: 10_000_000,
    windowSeconds: 60,
    burst: 5_000_000,
    targets: [costTarget],
  },
].map((input) => changePolicy(undefined, input));
