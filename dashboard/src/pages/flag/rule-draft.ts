// The rules of a flag as the fields of a form: what is typed, and what the API is told of it.

import type { FlagConditionSubject, FlagOfPageFragment, FlagOperator, FlagRuleInput } from '../../generated/graphql.ts';

export interface ConditionDraft {
  /** Keeps it apart from the others while some are added, moved and removed. */
  readonly id: number;
  readonly subject: FlagConditionSubject;
  readonly attribute: string;
  readonly operator: FlagOperator;
  /** One per line. */
  readonly values: string;
}

export interface RuleDraft {
  readonly id: number;
  readonly conditions: readonly ConditionDraft[];
  readonly percent: string;
  /** As JSON; empty for the value of the flag. */
  readonly value: string;
}

/** Tells what is wrong with the field of a path, or with a part of it, such as one of its values. */
export type ErrorOf = (path: string) => string | undefined;

/** As many as the API takes. */
export const ruleLimits = { rules: 20, conditions: 10 } as const;

export const subjects: Readonly<Record<FlagConditionSubject, { label: string; hint: string }>> = {
  ATTRIBUTE: { label: 'Attribute', hint: 'One per line, such as pro.' },
  ROLE: { label: 'Role', hint: 'One per line: ADMIN, WORKER or CUSTOMER.' },
  ACCOUNT: { label: 'Account', hint: 'One per line: the id of each account.' },
  VISITOR: { label: 'Visitor', hint: 'One per line: the visitorId of each visitor.' },
};

export const operators: Readonly<Record<FlagOperator, string>> = {
  IN: 'is',
  NOT_IN: 'is not',
  STARTS_WITH: 'starts with',
  AT_LEAST: 'is at least',
  LESS_THAN: 'is less than',
};

let ids = 0;
const nextId = (): number => ++ids;

export const newCondition = (): ConditionDraft => ({
  ...{ id: nextId(), subject: 'ATTRIBUTE', attribute: '', operator: 'IN', values: '' },
});

export const newRule = (): RuleDraft => ({
  ...{ id: nextId(), conditions: [newCondition()], percent: '100', value: '' },
});

export function draftsOf(rules: FlagOfPageFragment['rules']): RuleDraft[] {
  return rules.map(({ conditions, percent, value }) => ({
    id: nextId(),
    conditions: conditions.map(({ subject, attribute, operator, values }) => ({
      ...{ id: nextId(), subject, operator },
      attribute: attribute ?? '',
      values: values.join('\n'),
    })),
    percent: String(percent),
    value: value === null ? '' : JSON.stringify(value),
  }));
}

/** Undefined for text that is no JSON, or null. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

export function hasBadValue({ value }: RuleDraft): boolean {
  return value.trim() !== '' && jsonOf(value) === undefined;
}

/** What is wrong with the rest the API says. */
export function inputOf({ conditions, percent, value }: RuleDraft): FlagRuleInput {
  return {
    conditions: conditions.map(({ subject, attribute, operator, values }) => ({
      ...{ subject, operator },
      attribute: subject === 'ATTRIBUTE' ? attribute.trim() : null,
      values: values
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    })),
    percent: Number(percent),
    value: value.trim() === '' ? null : jsonOf(value),
  };
}
