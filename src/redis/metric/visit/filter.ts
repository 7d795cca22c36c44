// Which visits a question is about: conditions on what is known of them, combined by and, or and not.

import { rangeOf as allowedRange, refuse, refuseBut } from '../../base/problem.ts';
import { dimensions, normalisePath, profileMarks, propertyLetter, visitDimensions } from '../dimension.ts';
import { type SiteGoal, stepMatcher } from '../site-goal.ts';
import type { SiteNames } from './names.ts';
import type { ProfileColumn } from './segment.ts';

export const visitFilterLimits = { nodes: 50, depth: 5, values: 50, valueLength: 200 } as const;

interface FieldRule {
  readonly description: string;
  /** Where the values are: the steps of a visit, or one of its profiles. */
  readonly of: 'step' | 'entryPage' | 'exitPage' | ProfileColumn;
  /** Begins its values in a profile. */
  readonly letter?: string;
  /** Begins its values in a step. */
  readonly kind?: 'p' | 'e';
  /** As values are kept. */
  readonly normal?: (value: string) => string;
}

const path = (value: string): string => (value.startsWith('/') && !value.endsWith('*') ? normalisePath(value) : value);
const upper = (value: string): string => value.toUpperCase();
const lower = (value: string): string => value.toLowerCase();

/** The fields of a condition, each a list of values of which one must be met. */
export const visitFields = {
  page: { of: 'step', kind: 'p', description: 'Path of a page of the visit.', normal: path },
  entryPage: { of: 'entryPage', kind: 'p', description: 'Path of the first page of the visit.', normal: path },
  exitPage: { of: 'exitPage', kind: 'p', description: 'Path of the last page of the visit.', normal: path },
  event: {
    of: 'step',
    kind: 'e',
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
  /** Names of goals of the site, of which the visit reached one. */
  readonly goal?: readonly string[] | null;
  readonly property?: { readonly name: string; readonly values: readonly string[] } | null;
  /** The visitor was shown one of these variants of an experiment. */
  readonly variant?: { readonly experiment: string; readonly variants: readonly string[] } | null;
  readonly and?: readonly VisitFilter[] | null;
  readonly or?: readonly VisitFilter[] | null;
  readonly not?: VisitFilter | null;
};

/** What a filter asks for that visits do not have. */
export interface FilterSources {
  /** Those of the site. */
  goals(): Promise<readonly SiteGoal[]>;
  /** The numbers of the visitors who were shown each variant of an experiment; null for an experiment that there is not. */
  visitorsOf(experiment: string): Promise<ReadonlyMap<string, readonly string[]> | null>;
}

/** A condition on the steps of a visit, or on its visitor. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly of: FieldRule['of'] | 'visitor';
  /** 1 for each label, profile or visitor of the site that meets it. */
  matching(names: SiteNames): Uint8Array;
}

export type FilterNode =
  | Leaf
  | { readonly kind: 'all' | 'any'; readonly nodes: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly node: FilterNode };

/** @throws Refusal INVALID or LIMIT_EXCEEDED that names the field. */
export function filterNode(filter: VisitFilter, sources: FilterSources): Promise<FilterNode> {
  return new NodeReader(sources).read(filter, ['filter'], 1);
}

type Path = readonly string[];

class NodeReader {
  readonly #sources: FilterSources;
  #nodes = 0;

  constructor(sources: FilterSources) {
    this.#sources = sources;
  }

  async read(filter: VisitFilter, at: Path, depth: number): Promise<FilterNode> {
    this.#check(filter, at, depth);
    const nodes: FilterNode[] = [];
    for (const field of Object.keys(visitFields) as VisitField[]) {
      const values = filter[field];
      if (values != null) nodes.push(leafOf(visitFields[field], checkValues(values, [...at, field])));
    }
    const { goal, property, variant, and, or, not } = filter;
    if (goal != null) nodes.push(goalLeaf(await this.#sources.goals(), goal, [...at, 'goal']));
    if (property != null) nodes.push(propertyLeaf(property, [...at, 'property']));
    if (variant != null) nodes.push(await this.#variantLeaf(variant, [...at, 'variant']));
    for (const [name, list] of [
      ['and', and],
      ['or', or],
    ] as const)
      if (list != null) nodes.push(await this.#list(name, list, [...at, name], depth));
    if (not != null) nodes.push({ kind: 'not', node: await this.read(not, [...at, 'not'], depth + 1) });
    if (nodes.length === 0)
      refuseBut([], 'INVALID', 'A part of the filter has no condition. Give at least one field.', ...at);
    return nodes.length === 1 ? (nodes[0] as FilterNode) : { kind: 'all', nodes };
  }

  #check(filter: VisitFilter, at: Path, depth: number): void {
    const { nodes: most, depth: deepest } = visitFilterLimits;
    this.#nodes += 1;
    if (this.#nodes > most)
      refuseBut([allowedRange(1, most, 'entries')], 'LIMIT_EXCEEDED', `A filter has at most ${most} parts.`, ...at);
    if (depth > deepest)
      refuseBut([allowedRange(1, deepest)], 'LIMIT_EXCEEDED', `A filter is at most ${deepest} levels deep.`, ...at);
    if (typeof filter !== 'object' || filter === null)
      refuseBut([], 'INVALID', 'A part of the filter is missing.', ...at);
  }

  async #list(name: 'and' | 'or', list: readonly VisitFilter[], at: Path, depth: number): Promise<FilterNode> {
    if (!Array.isArray(list) || list.length === 0)
      refuseBut(
        [allowedRange(1, visitFilterLimits.nodes, 'entries')],
        'INVALID',
        `Give ${name} at least one part.`,
        ...at,
      );
    const nodes: FilterNode[] = [];
    for (const [index, each] of list.entries()) nodes.push(await this.read(each, [...at, String(index)], depth + 1));
    return { kind: name === 'and' ? 'all' : 'any', nodes };
  }

  async #variantLeaf({ experiment, variants }: NonNullable<VisitFilter['variant']>, at: Path): Promise<Leaf> {
    checkValues([experiment], [...at, 'experiment']);
    checkValues(variants, [...at, 'variants']);
    const shown =
      (await this.#sources.visitorsOf(experiment)) ??
      refuse('INVALID', `There is no experiment ${experiment}.`, ...at, 'experiment');
    const visitors = variants.flatMap((variant) => {
      const keys = [...shown.keys()];
      return (
        shown.get(variant) ??
        refuseBut(keys, 'INVALID', `${experiment} has the variants ${keys.join(', ')}.`, ...at, 'variants')
      );
    });
    return {
      kind: 'leaf',
      of: 'visitor',
      matching: ({ visitors: names }) => {
        const matches = new Uint8Array(names.size);
        for (const visitor of visitors) {
          const id = names.find(visitor);
          if (id >= 0) matches[id] = 1;
        }
        return matches;
      },
    };
  }
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

function leafOf({ of, letter, kind, normal = (value) => value }: FieldRule, given: readonly string[]): Leaf {
  const isOne = testOf(given.map(normal));
  if (kind !== undefined)
    return {
      kind: 'leaf',
      of,
      matching: ({ labels }) => labels.where((label) => label[0] === kind && isOne(label.slice(1))),
    };
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

/** What a goal is now counts, also for visits of before it was made. */
function goalLeaf(goals: readonly SiteGoal[], given: readonly string[], at: Path): Leaf {
  const isOne = testOf(checkValues(given, at));
  const known = goals.map(({ name }) => name);
  for (const [index, name] of given.entries())
    if (!name.endsWith('*') && !known.includes(name))
      refuseBut(known, 'INVALID', `The site has no goal ${JSON.stringify(name)}.`, ...at, String(index));
  const reaches = goals.filter(({ name }) => isOne(name)).map(stepMatcher);
  return {
    kind: 'leaf',
    of: 'step',
    matching: ({ labels }) => labels.where((label) => reaches.some((isReached) => isReached(label))),
  };
}
