// A second factor as a mutation is given it.

import type { GivenFactor } from '../../redis/account/factor.ts';
import { refuse } from '../../redis/base/problem.ts';

/** What somebody gives: one of them. */
export interface FactorInput {
  readonly totp?: string | null;
  readonly recoveryCode?: string | null;
  readonly passkey?: unknown;
}

/** @throws Refusal INVALID where none is given, or more than one. */
export function readFactor({ totp, recoveryCode, passkey }: FactorInput): GivenFactor {
  const given: GivenFactor[] = [];
  if (totp != null) given.push({ totp });
  if (recoveryCode != null) given.push({ recoveryCode });
  if (passkey != null) given.push({ passkey });
  const [first, second] = given;
  if (!first || second)
    refuse('INVALID', 'Give one proof, no more: a code of your app, a passkey, or a recovery code.', 'totp');
  return first;
}
