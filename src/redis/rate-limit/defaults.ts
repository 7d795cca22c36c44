// The policies of an empty database: generous to people, tight where guessing pays. An administrator changes them at
// run time; deleted ones stay deleted.

import { changePolicy, costTarget, type RateLimitPolicy } from './policy.ts';

/** The policy that counts the guest sessions begun from an address. */
export const guestSessionPolicy = 'guest-session';

export const defaultPolicies: readonly RateLimitPolicy[] = [
  {
    name: 'log-in',
    description: 'Guesses of passwords from one address: no minute ever holds more.',
    algorithm: 'SLIDING_WINDOW' as const,
    scope: 'IP' as const,
    limit: 100,
    windowSeconds: 60,
    targets: [
      'Mutation.sessionLogIn',
      'Mutation.sessionLogInByMail',
      'Mutation.sessionReauthenticate',
      'Mutation.passwordReset',
      'Mutation.emailVerify',
      'Mutation.emailChange',
      'Mutation.sessionLogInSecondFactor',
      'Mutation.sessionLogInPasskey',
      'Mutation.passkeyChallenge',
      'Mutation.totpConfirm',
      'Mutation.passkeyAdd',
      'Mutation.providerLogInBegin',
      'Mutation.sessionLogInByProvider',
      'Mutation.providerLinkBegin',
      'Mutation.providerLink',
    ],
  },
  {
    name: 'sign-up',
    description: 'New accounts from one address: enough for an office, and too slow for making them in bulk.',
    scope: 'IP' as const,
    limit: 30,
    windowSeconds: 3600,
    burst: 20,
    targets: ['Mutation.accountCreate', 'Mutation.invitationAccept'],
  },
  {
    name: 'mail',
    description: 'Mails that one address asks for. Mails to one recipient have a limit of their own.',
    scope: 'IP' as const,
    limit: 60,
    windowSeconds: 3600,
    burst: 30,
    targets: [
      'Mutation.passwordResetRequest',
      'Mutation.sessionLogInMailRequest',
      'Mutation.emailVerificationRequest',
      'Mutation.emailChangeRequest',
    ],
  },
  {
    name: guestSessionPolicy,
    description: 'New guest sessions from one address, however they begin: each is kept for a day.',
    scope: 'IP' as const,
    limit: 6_000,
    windowSeconds: 3600,
    burst: 2_000,
  },
  {
    name: 'checkout',
    description:
      'Checkouts of one session, and of all guests of one address: each holds stock that others then cannot buy.',
    scope: 'SESSION' as const,
    limit: 120,
    windowSeconds: 60,
    burst: 60,
    targets: ['Mutation.checkoutStart', 'Mutation.checkoutComplete'],
  },
  {
    name: 'track',
    description: 'Events from one address, sent by track and by /collect together.',
    scope: 'IP' as const,
    limit: 120_000,
    windowSeconds: 60,
    burst: 60_000,
    targets: ['Mutation.track'],
  },
  {
    name: 'api-key',
    description: 'All root fields that one API key runs, unless it has a policy of its own.',
    scope: 'API_KEY' as const,
    limit: 6_000,
    windowSeconds: 60,
    burst: 2_000,
    targets: ['*'],
  },
  {
    name: 'everything',
    description: 'All root fields together: a brake on floods from one address. Narrow it to your traffic.',
    scope: 'IP' as const,
    limit: 600_000,
    windowSeconds: 60,
    burst: 200_000,
    targets: ['*'],
  },
  {
    name: 'query-cost',
    description: 'What the operations of one address cost, in points counted before they run.',
    scope: 'IP' as const,
    limit: 10_000_000,
    windowSeconds: 60,
    burst: 5_000_000,
    targets: [costTarget],
  },
].map((input) => changePolicy(undefined, input));

/** What a release added to the policies of the one before. */
export interface PolicyAdditions {
  /** Names of policies that are new. */
  readonly policies: readonly string[];
  /** By policy: its targets until then, and those that it has more since. */
  readonly targets: Readonly<Record<string, { readonly before: readonly string[]; readonly more: readonly string[] }>>;
}

/** The oldest first. A data set that had policies before gets those that it has not seen; what an operator has changed stays. */
export const policyAdditions: readonly PolicyAdditions[] = [
  {
    policies: ['mail', 'api-key'],
    targets: {
      'log-in': {
        before: ['Mutation.sessionLogIn', 'Mutation.sessionReauthenticate'],
        more: [
          'Mutation.sessionLogInByMail',
          'Mutation.passwordReset',
          'Mutation.emailVerify',
          'Mutation.emailChange',
          'Mutation.sessionLogInSecondFactor',
          'Mutation.sessionLogInPasskey',
          'Mutation.passkeyChallenge',
          'Mutation.totpConfirm',
          'Mutation.passkeyAdd',
          'Mutation.providerLogInBegin',
          'Mutation.sessionLogInByProvider',
          'Mutation.providerLinkBegin',
          'Mutation.providerLink',
        ],
      },
      'sign-up': { before: ['Mutation.accountCreate'], more: ['Mutation.invitationAccept'] },
    },
  },
];

/** The policies that differ with the additions from how they are stored; undefined is one that cannot be read, and stays. */
export function withAdditions(
  stored: ReadonlyMap<string, RateLimitPolicy | undefined>,
  additions: readonly PolicyAdditions[],
): readonly RateLimitPolicy[] {
  const changed: Record<string, RateLimitPolicy> = {};
  for (const { policies, targets } of additions) {
    for (const policy of defaultPolicies)
      if (policies.includes(policy.name) && !stored.has(policy.name)) changed[policy.name] = policy;
    for (const [name, { before, more }] of Object.entries(targets)) {
      const policy = changed[name] ?? stored.get(name);
      // Other targets are an operator's choice.
      if (policy && sameSet(policy.targets, before))
        changed[name] = { ...policy, targets: [...policy.targets, ...more] };
    }
  }
  return Object.values(changed);
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));
