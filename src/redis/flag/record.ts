// What a flag is, and what may be said of one.

import { checkCount, checkText, checkWhole, refuseField } from '../base/given.ts';
import { encodeJson } from '../base/json-text.ts';
import { rangeOf, refuseBut } from '../base/problem.ts';
import { allRoles } from '../session/role.ts';

export const flagLimits = {
  flags: 200,
  keyLength: 100,
  descriptionLength: 1_000,
  /** Of a value as JSON. */
  valueBytes: 4_096,
  rules: 20,
  /** Of a rule. */
  conditions: 10,
  /** That a condition lists. */
  values: 200,
  /** A value of a condition, or of an attribute. */
  valueLength: 200,
  /** Of a flag as JSON, with all that its rules list. */
  flagBytes: 32_768,
  /** That a caller gives of somebody. */
  attributes: 20,
  attributeLength: 100,
  visitorIdLength: 200,
} as const;

const conditionSubjects = ['ATTRIBUTE', 'ROLE', 'ACCOUNT', 'VISITOR'] as const;
/** What of somebody a condition looks at. */
export type ConditionSubject = (typeof conditionSubjects)[number];

const conditionOperators = ['IN', 'NOT_IN', 'STARTS_WITH', 'AT_LEAST', 'LESS_THAN'] as const;
export type ConditionOperator = (typeof conditionOperators)[number];

export interface FlagCondition {
  readonly subject: ConditionSubject;
  /** Names the attribute; null for other subjects. */
  readonly attribute: string | null;
  readonly operator: ConditionOperator;
  readonly values: readonly string[];
}

/** For whom all conditions hold: the first such rule of a flag decides. */
export interface FlagRule {
  readonly conditions: readonly FlagCondition[];
  /** How many of those whom the rule is about get its value, from 0 to 100. */
  readonly percent: number;
  /** Missing where it is the flag's. */
  readonly value?: unknown;
}

export interface Flag {
  readonly key: string;
  readonly description: string | null;
  /** Off, everybody gets `offValue`. */
  readonly enabled: boolean;
  /** Whether visitors may read their value. */
  readonly isPublic: boolean;
  readonly value: unknown;
  readonly offValue: unknown;
  /** How many of those whom no rule is about get `value`, from 0 to 100. */
  readonly percent: number;
  readonly rules: readonly FlagRule[];
  /** Grows with each change. */
  readonly version: number;
  readonly changedAtMs: number;
}

interface FlagRuleInput {
  readonly conditions: readonly (Omit<FlagCondition, 'attribute'> & { readonly attribute?: string | null })[];
  readonly percent?: number | null;
  readonly value?: unknown;
}

/** What is left out or null stays as it is, or is as in `newFlag`. */
export interface FlagInput {
  readonly key: string;
  /** Of the flag that the caller has seen; 0 for none. Without it, the last change wins. */
  readonly version?: number | null;
  readonly description?: string | null;
  readonly enabled?: boolean | null;
  readonly isPublic?: boolean | null;
  readonly value?: unknown;
  readonly offValue?: unknown;
  readonly percent?: number | null;
  readonly rules?: readonly FlagRuleInput[] | null;
}

type Given = Omit<Flag, 'key' | 'version' | 'changedAtMs'>;

/** Off, and seen by servers only. */
export const newFlag: Given = {
  ...{ description: null, enabled: false, isPublic: false, value: true, offValue: false, percent: 100, rules: [] },
};

const name = /^[a-z0-9][a-z0-9._-]*$/i;

export function isFlagKey(key: string): boolean {
  return name.test(key) && key.length <= flagLimits.keyLength;
}

export function checkKey(key: string): void {
  if (!isFlagKey(key))
    refuseBut(
      [rangeOf(1, flagLimits.keyLength, 'characters')],
      'INVALID',
      `A flag is named by 1 to ${flagLimits.keyLength} letters, digits, dots, hyphens and underscores.`,
      'key',
    );
}

/** What the author of a flag gives, judged. @throws Refusal INVALID or LIMIT_EXCEEDED that names the field. */
export function checkInput(input: FlagInput): Partial<Given> {
  checkKey(input.key);
  if (input.version != null) checkWhole(input.version, 'version', 0, Number.MAX_SAFE_INTEGER);
  if (input.description != null) checkText(input.description, 'description', flagLimits.descriptionLength, 0);
  if (input.percent != null) checkPercent(input.percent, ['percent']);
  const { description, percent, enabled, isPublic, rules } = input;
  return {
    ...(description == null ? {} : { description: description === '' ? null : description }),
    ...(percent == null ? {} : { percent }),
    ...(enabled == null ? {} : { enabled: enabled === true }),
    ...(isPublic == null ? {} : { isPublic: isPublic === true }),
    ...(input.value == null ? {} : { value: jsonOf('value', input.value) }),
    ...(input.offValue == null ? {} : { offValue: jsonOf('offValue', input.offValue) }),
    ...(rules == null ? {} : { rules: checkRules(rules) }),
  };
}

function checkRules(rules: readonly FlagRuleInput[]): FlagRule[] {
  checkCount(rules, 'rules', flagLimits.rules);
  return rules.map(({ conditions, percent, value }, index) => {
    const at = ['rules', String(index)];
    checkCount(conditions, [...at, 'conditions'], flagLimits.conditions, 1);
    if (percent != null) checkPercent(percent, [...at, 'percent']);
    return {
      conditions: conditions.map((condition, place) => checkCondition(condition, [...at, 'conditions', String(place)])),
      percent: percent ?? 100,
      ...(value == null ? {} : { value: jsonOf(`rules.${index}.value`, value) }),
    };
  });
}

function checkCondition(
  { subject, attribute = null, operator, values }: FlagRuleInput['conditions'][number],
  at: readonly string[],
): FlagCondition {
  if (!conditionSubjects.includes(subject))
    refuseField([...at, 'subject'], `must be one of ${conditionSubjects.join(', ')}`, conditionSubjects);
  if (!conditionOperators.includes(operator))
    refuseField([...at, 'operator'], `must be one of ${conditionOperators.join(', ')}`, conditionOperators);
  if (subject === 'ATTRIBUTE') checkText(attribute ?? '', [...at, 'attribute'], flagLimits.attributeLength);
  else if (attribute !== null) refuseField([...at, 'attribute'], 'is of conditions on an ATTRIBUTE only: leave it out');
  const isNumeric = operator === 'AT_LEAST' || operator === 'LESS_THAN';
  checkCount(values, [...at, 'values'], isNumeric ? 1 : flagLimits.values, 1);
  for (const [index, value] of values.entries()) {
    const place = [...at, 'values', String(index)];
    checkText(value, place, flagLimits.valueLength);
    if (isNumeric && numberIn(value) === null) refuseField(place, `must be a number for ${operator}, such as 18`);
    if (subject === 'ROLE' && !(allRoles as readonly string[]).includes(value))
      refuseField(place, `must be one of ${allRoles.join(', ')}`, allRoles);
  }
  return { subject, attribute, operator, values: [...values] };
}

/** The number that a text is; null for another text. */
export function numberIn(text: string): number | null {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

function checkPercent(percent: number, field: readonly string[]): void {
  if (!(percent >= 0 && percent <= 100))
    refuseField(field, `must be a number from 0 to 100, not ${percent}`, [rangeOf(0, 100)]);
}

/** Stands in rules for a visitor who was erased, so that they stay what they are for everybody else. */
const erasedVisitor = 'erased';

/** The flag with `erased` instead of a visitor whom its rules name; itself where they do not. */
export function withoutVisitor(flag: Flag, visitorId: string): Flag {
  const isNamed = ({ subject, values }: FlagCondition): boolean => subject === 'VISITOR' && values.includes(visitorId);
  if (!flag.rules.some(({ conditions }) => conditions.some(isNamed))) return flag;
  const without = (condition: FlagCondition): FlagCondition => {
    if (!isNamed(condition)) return condition;
    return { ...condition, values: condition.values.map((value) => (value === visitorId ? erasedVisitor : value)) };
  };
  return { ...flag, rules: flag.rules.map((rule) => ({ ...rule, conditions: rule.conditions.map(without) })) };
}

const jsonOf = (field: string, value: unknown): unknown =>
  JSON.parse(encodeJson(field, value, flagLimits.valueBytes, 'keep what is large elsewhere, and put its name here.'));

/** @throws Refusal LIMIT_EXCEEDED for one that is too large as a whole. */
export function textOf(flag: Flag): string {
  return encodeJson('rules', flag, flagLimits.flagBytes, 'list fewer values in the conditions.');
}

export function parseFlag(json: string): Flag {
  return JSON.parse(json) as Flag;
}
