// Which visits the page Traffic is about: conditions that stand in the address, and what the API is asked with.

import type { Dimension, VisitFilter } from '../../generated/graphql.ts';
import { useParameters } from '../../routing.tsx';

/** One condition. A visit meets it if it has one of the values, or none of them if it is negated. */
export interface Condition {
  readonly field: FilterField;
  readonly negated: boolean;
  readonly values: readonly string[];
  /** Of which property or experiment the values are. */
  readonly name?: string;
}

interface FieldRule {
  readonly label: string;
  /** Whose values are suggested, and are a condition when they are chosen from a list. */
  readonly dimension?: Dimension;
  /** What its values are of, beside the field. */
  readonly named?: string;
  /** As a value is typed. */
  readonly example: string;
}

/** The fields that the form offers, in its order. */
export const filterFields = {
  page: { label: 'Page', dimension: 'PAGE', example: '/products/*' },
  entryPage: { label: 'Entry page', dimension: 'ENTRY_PAGE', example: '/' },
  exitPage: { label: 'Exit page', dimension: 'EXIT_PAGE', example: '/cart' },
  event: { label: 'Event', dimension: 'EVENT', example: 'PURCHASE' },
  source: { label: 'Source', dimension: 'SOURCE', example: 'Search' },
  referrer: { label: 'Referrer', dimension: 'REFERRER', example: 'news.example' },
  utmCampaign: { label: 'Campaign', dimension: 'CAMPAIGN', example: 'spring' },
  utmSource: { label: 'UTM source', dimension: 'UTM_SOURCE', example: 'newsletter' },
  utmMedium: { label: 'UTM medium', dimension: 'UTM_MEDIUM', example: 'email' },
  utmTerm: { label: 'UTM term', dimension: 'UTM_TERM', example: 'shoes' },
  utmContent: { label: 'UTM content', dimension: 'UTM_CONTENT', example: 'banner' },
  country: { label: 'Country', dimension: 'COUNTRY', example: 'DE' },
  region: { label: 'Region', dimension: 'REGION', example: 'US-CA' },
  device: { label: 'Device', dimension: 'DEVICE', example: 'Mobile' },
  browser: { label: 'Browser', dimension: 'BROWSER', example: 'Firefox' },
  os: { label: 'System', dimension: 'OS', example: 'Android' },
  language: { label: 'Language', dimension: 'LANGUAGE', example: 'de' },
  goal: { label: 'Goal', example: 'Signed up' },
  property: { label: 'Property of an event', named: 'Name of the property', example: 'pro' },
  variant: { label: 'Variant of an experiment', named: 'Name of the experiment', example: 'green' },
} as const satisfies Partial<Record<keyof VisitFilter, FieldRule>>;

export type FilterField = keyof typeof filterFields;

export const fieldRule = (field: FilterField): FieldRule => filterFields[field];

/** As many as the API takes, each with its negation and below one `and`. */
export const conditionsAtMost = 20;

/** Which field selects the values of a dimension; undefined if visits do not keep it. */
export function fieldOf(dimension: Dimension): FilterField | undefined {
  return (Object.keys(filterFields) as FilterField[]).find((field) => fieldRule(field).dimension === dimension);
}

const parameter = 'f';
const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll(',', '%2C');
const read = (text: string): string => text.replaceAll('%2C', ',').replaceAll('%25', '%');

/** `is,country,DE,AT` or `not,property:plan,pro` */
function textOf({ field, negated, values, name }: Condition): string {
  const of = name === undefined ? field : `${field}:${name}`;
  return [negated ? 'not' : 'is', of, ...values].map(escaped).join(',');
}

/** Undefined for text that is no condition, as an address may have it. */
function conditionOf(text: string): Condition | undefined {
  const [operator, of = '', ...values] = text.split(',').map(read);
  const [field = '', ...rest] = of.split(':');
  const name = rest.length > 0 ? rest.join(':') : undefined;
  if ((operator !== 'is' && operator !== 'not') || !Object.hasOwn(filterFields, field)) return undefined;
  const given = values.filter((value) => value !== '');
  const isNamed = fieldRule(field as FilterField).named !== undefined;
  if (given.length === 0 || isNamed !== (name !== undefined)) return undefined;
  return { field: field as FilterField, negated: operator === 'not', values: given, name };
}

export interface Filtering {
  readonly conditions: readonly Condition[];
  /** Undefined where all visits count. */
  readonly filter: VisitFilter | undefined;
  /** Tells what is read by one filter from what is read by another. */
  readonly key: string;
  /** Each change is a step of the browser's history. */
  change(conditions: readonly Condition[]): void;
  add(condition: Condition): void;
}

/** The conditions in the address. */
export function useFiltering(): Filtering {
  const [parameters, , push] = useParameters();
  const texts = parameters.getAll(parameter).slice(0, conditionsAtMost);
  const conditions = texts.flatMap((text) => conditionOf(text) ?? []);
  const change = (next: readonly Condition[]): void => push({ [parameter]: [...new Set(next.map(textOf))] });
  return {
    conditions,
    filter: filterOf(conditions),
    key: texts.join(' '),
    change,
    add: (condition) => change([...conditions, condition]),
  };
}

function filterOf(conditions: readonly Condition[]): VisitFilter | undefined {
  const parts = conditions.map((condition): VisitFilter => {
    const part = partOf(condition);
    return condition.negated ? { not: part } : part;
  });
  return parts.length < 2 ? parts[0] : { and: parts };
}

function partOf({ field, values, name = '' }: Condition): VisitFilter {
  if (field === 'property') return { property: { name, values: [...values] } };
  if (field === 'variant') return { variant: { experiment: name, variants: [...values] } };
  return { [field]: [...values] };
}
