// Which visits a question is about: conditions on what is known of them, combined by and, or and not.

import { rangeOf as allowedRange, refuseBut } from '../../base/problem.ts';
import { dimensions, normalisePath, profileMarks, propertyLetter, visitDimensions } from '../dimension.ts';
import type { SiteNames } from './names.ts';
import type { ProfileColumn } from './segment.ts';

export const visitFilterLimits = { nodes: 50, depth: 5, values: 50, valueLength: 200 } as const;

interface FieldRule {
  readonly description: string;
  /** Where the values are: the pages or events of a visit, or one of its profiles. */
  readonly of: 'page' | 'entryPage' | 'exitPage' | 'event' | ProfileColumn;
  /** Begins its values in a profile. */
  readonly letter?: string;
  /** As values are kept. */
  readonly normal?: (value: string) => string;
}

const path = (value: string): string => (value.startsWith('/') && !value.endsWith('*') ? normalisePath(value) : value);
const upper = (value: string): string => value.toUpperCase();
const lower = (value: string): string => value.toLowerCase();

/** The fields of a condition, each a list of values of which one must be met. */
export const visitFields = {
  page: { of: 'page', description: 'Path of a page of the visit.', normal: path },
  entryPage: { of: 'entryPage', description: 'Path of the first page of the visit.', normal: path },
  exitPage: { of: 'exitPage', description: 'Path of the last page of the visit.', normal: path },
  event: {
    of: 'event',
    description: 'Name of an event of the visit that is not a page view, or its type if it has no name.',
  },
  referrer: {
    of: 'origin',
    letter: dimensions.REFERRER.letter,
    description: 'Host that linked to the site.',
    normal: lower,
  },
  source: { of: 'origin', letter: dimensions.SOURCE.letter, description: 'Kind of source, such as `Search`.' },
  utmSource: {
    of: 'origin',
    letter: visitDimensions.UTM_SOURCE.letter,
    description: 'Value of `utm_source` in the address of a page view.',
  },
  utmMedium: {
    of: 'origin',
    letter: visitDimensions.UTM_MEDIUM.letter,
    description: 'Value of `utm_medium` in the address of a page view.',
  },
  utmCampaign: { of: 'origin', letter: dimensions.CAMPAIGN.letter, description: 'Name of the campaign.' },
  utmTerm: {
    of: 'origin',
    letter: visitDimensions.UTM_TERM.letter,
    description: 'Value of `utm_term` in the address of a page view.',
  },
  utmContent: {
    of: 'origin',
    letter: visitDimensions.UTM_CONTENT.letter,
    description: 'Value of `utm_content` in the address of a page view.',
  },
  country: {
    of: 'agent',
    letter: dimensions.COUNTRY.letter,
    description: 'Country code, such as `DE`.',
    normal: upper,
  },
  region: { of: 'agent', letter: dimensions.REGION.letter, description: 'Region, such as `US-CA`.' },
  device: { of: 'agent', letter: dimensions.DEVICE.letter, description: 'Kind of device, such as `Mobile`.' },
  browser: { of: 'agent', letter: dimensions.BROWSER.letter, description: 'Family of the browser.' },
  os: { of: 'agent', letter: dimensions.OS.letter, description: 'Operating system of the visitor.' },
  language: {
    of: 'agent',
    letter: visitDimensions.LANGUAGE.letter,
    description: 'Language, such as `de`.',
    normal: lower,
  },
} as const satisfies Record<string, FieldRule>;

export type VisitField = keyof typeof visitFields;

export type VisitFilter = {
  readonly [Field in VisitField]?: readonly string[] | null;
} & {
  readonly property?: { readonly name: string; readonly values: readonly string[] } | null;
  readonly and?: readonly VisitFilter[] | null;
  readonly or?: readonly VisitFilter[] | null;
  readonly not?: VisitFilter | null;
};

/** A condition on the steps of a visit. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly of: FieldRule['of'];
  /** 1 for each label or profile of the site that meets it. */
  matching(names: SiteNames): Uint8Array;
}

export type FilterNode =
  | Leaf
  | { readonly kind: 'all' | 'any'; readonly nodes: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly node: FilterNode };

/** @throws Refusal INVALID or LIMIT_EXCEEDED that names the field. */
export function filterNode(filter: VisitFilter): FilterNode {
  const count = { nodes: 0 };
  return nodeOf(filter, ['filter'], 1, count);
}

type Path = readonly string[];

function nodeOf(filter: VisitFilter, at: Path, depth: number, count: { nodes: number }): FilterNode {
  const { nodes: most, depth: deepest } = visitFilterLimits;
  count.nodes += 1;
  if (count.nodes > most)
    refuseBut([allowedRange(1, most, 'entries')], 'LIMIT_EXCEEDED', `A filter has at most ${most} parts.`, ...at);
  if (depth > deepest)
    refuseBut([allowedRange(1, deepest)], 'LIMIT_EXCEEDED', `A filter is at most ${deepest} levels deep.`, ...at);
  if (typeof filter !== 'object' || filter === null)
    refuseBut([], 'INVALID', 'A part of the filter is missing.', ...at);
  const nodes: FilterNode[] = [];
  for (const field of Object.keys(visitFields) as VisitField[]) {
    const values = filter[field];
    if (values != null) nodes.push(leafOf(visitFields[field], checkValues(values, [...at, field])));
  }
  const { property, and, or, not } = filter;
  if (property != null) nodes.push(propertyLeaf(property, [...at, 'property']));
  for (const [name, list] of [
    ['and', and],
    ['or', or],
  ] as const) {
    if (list == null) continue;
    if (!Array.isArray(list) || list.length === 0)
      refuseBut([allowedRange(1, most, 'entries')], 'INVALID', `Give ${name} at least one part.`, ...at, name);
    const parts = list.map((each, index) => nodeOf(each, [...at, name, String(index)], depth + 1, count));
    nodes.push({ kind: name === 'and' ? 'all' : 'any', nodes: parts });
  }
  if (not != null) nodes.push({ kind: 'not', node: nodeOf(not, [...at, 'not'], depth + 1, count) });
  if (nodes.length === 0)
    refuseBut([], 'INVALID', 'A part of the filter has no condition. Give at least one field.', ...at);
  return nodes.length === 1 ? (nodes[0] as FilterNode) : { kind: 'all', nodes };
}

function checkValues(values: readonly string[], at: Path): readonly string[] {
  const { values: most, valueLength } = visitFilterLimits;
  if (!Array.isArray(values) || values.length < 1 || values.length > most)
    refuseBut([allowedRange(1, most, 'entries')], 'INVALID', `Give 1 to ${most} values.`, ...at);
  for (const [index, value] of values.entries())
    if (typeof value !== 'string' || value.length < 1 || value.length > valueLength)
      refuseBut(
        [allowedRange(1, valueLength, 'characters')],
        'INVALID',
        `A value has 1 to ${valueLength} characters.`,
        ...at,
        String(index),
      );
  return values;
}

/** Whether a text is one of the values; one that ends with an asterisk stands for all that begin as it does. */
function testOf(values: readonly string[]): (text: string) => boolean {
  const exact = new Set(values);
  const beginnings = values.filter((value) => value.endsWith('*')).map((value) => value.slice(0, -1));
  return (text) => exact.has(text) || beginnings.some((beginning) => text.startsWith(beginning));
}

function leafOf({ of, letter, normal = (value) => value }: FieldRule, given: readonly string[]): Leaf {
  const isOne = testOf(given.map(normal));
  if (letter === undefined) {
    const kind = of === 'event' ? 'e' : 'p';
    return {
      kind: 'leaf',
      of,
      matching: ({ labels }) => labels.where((label) => label[0] === kind && isOne(label.slice(1))),
    };
  }
  return {
    kind: 'leaf',
    of,
    matching: ({ profiles }) =>
      profiles.where((profile) =>
        profile.split(profileMarks.value).some((part) => part[0] === letter && isOne(part.slice(1))),
      ),
  };
}

function propertyLeaf({ name, values }: { readonly name: string; readonly values: readonly string[] }, at: Path): Leaf {
  checkValues([name], [...at, 'name']);
  const isOne = testOf(checkValues(values, [...at, 'values']));
  const beginning = propertyLetter + name + profileMarks.property;
  return {
    kind: 'leaf',
    of: 'properties',
    matching: ({ profiles }) =>
      profiles.where((profile) =>
        profile
          .split(profileMarks.value)
          .some((part) => part.startsWith(beginning) && isOne(part.slice(beginning.length))),
      ),
  };
}
