// Which value of a flag somebody gets. Nothing is stored of it: the same person gets the same answer by hash.

import { bucketOf } from '../experiment/bucket.ts';
import type { Role } from '../session/role.ts';
import { type ConditionOperator, type Flag, type FlagCondition, numberIn } from './record.ts';

/** Who asks, or whom a server asks for. */
export interface FlagAudience {
  readonly visitorId: string | null;
  readonly accountId: string | null;
  /** Of the account. */
  readonly roles: readonly Role[];
  /** As the caller says; nothing proves them. */
  readonly attributes: ReadonlyMap<string, string>;
}

export const flagReasons = ['OFF', 'RULE', 'ROLL_OUT', 'DEFAULT'] as const;
export type FlagReason = (typeof flagReasons)[number];

export interface FlagValue {
  readonly key: string;
  readonly value: unknown;
  /** Whether they are in the share that gets the value of the flag or of a rule. */
  readonly on: boolean;
  readonly reason: FlagReason;
}

export function valueFor(flag: Flag, audience: FlagAudience): FlagValue {
  const { key, enabled, offValue } = flag;
  if (!enabled) return { key, value: offValue, on: false, reason: 'OFF' };
  const rule = flag.rules.find(({ conditions }) => conditions.every((condition) => holds(condition, audience)));
  const { percent, value = flag.value } = rule ?? flag;
  if (isAmong(key, percent, audience)) return { key, value, on: true, reason: rule ? 'RULE' : 'ROLL_OUT' };
  return { key, value: offValue, on: false, reason: rule ? 'RULE' : 'DEFAULT' };
}

/** An account is the same on all its devices, so that it goes before the visitor. Who is nobody is among all only. */
function isAmong(key: string, percent: number, { accountId, visitorId }: FlagAudience): boolean {
  const unit = accountId ?? visitorId;
  return percent >= 100 || (unit !== null && bucketOf(`flag:${key}`, unit) * 100 < percent);
}

function holds({ subject, attribute, operator, values }: FlagCondition, audience: FlagAudience): boolean {
  const facts = {
    ATTRIBUTE: [audience.attributes.get(attribute ?? '')],
    ROLE: audience.roles,
    ACCOUNT: [audience.accountId],
    VISITOR: [audience.visitorId],
  }[subject];
  const known = facts.filter((fact) => fact != null);
  return operator === 'NOT_IN'
    ? !known.some((fact) => values.includes(fact))
    : known.some((fact) => compare[operator](fact, values));
}

const compare: Record<Exclude<ConditionOperator, 'NOT_IN'>, (fact: string, values: readonly string[]) => boolean> = {
  IN: (fact, values) => values.includes(fact),
  STARTS_WITH: (fact, values) => values.some((value) => fact.startsWith(value)),
  AT_LEAST: (fact, [value = '']) => {
    const [number, least] = [numberIn(fact), numberIn(value)];
    return number !== null && least !== null && number >= least;
  },
  LESS_THAN: (fact, [value = '']) => {
    const [number, limit] = [numberIn(fact), numberIn(value)];
    return number !== null && limit !== null && number < limit;
  },
};
