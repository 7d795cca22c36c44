// Judges whether each breaking change of the API since the last release is written down. A section of docs/upgrading.md names what it
// covers in a comment, `<!-- breaks: ... -->`, and a line under Breaking in CHANGELOG.md links to the section. In the comment stand
//
// - coordinates, `Type.field`, `Type.field.argument` or `Type`, which cover what changed there
// - `BigInt->SafeInt`, which covers each field whose type has another name only
// - `nullable:Type.field` or `nullable:Type.*`, which covers fields that may be null now
//
// Only `nullable:` takes a wildcard, so that no later change of another kind is covered by accident.

import { diff } from '@graphql-inspector/core';
import GithubSlugger from 'github-slugger';
import { buildSchema } from 'graphql';

export interface Pages {
  /** The schema of the last release, and that of now. */
  readonly released: string;
  readonly current: string;
  readonly upgrading: string;
  readonly changelog: string;
}

interface Break {
  readonly path: string;
  readonly message: string;
  /** Of a field whose type changed. */
  readonly types: { readonly before: string; readonly now: string } | undefined;
}

interface Section {
  readonly title: string;
  readonly anchor: string;
  readonly tokens: readonly string[];
}

/** @returns what is to be done, one sentence or two each; nothing if all is written down. */
export async function judgeBreaks({ released, current, upgrading, changelog }: Pages): Promise<readonly string[]> {
  const breaks = await breaksBetween(released, current);
  const sections = readSections(upgrading);
  const used = new Set<string>();
  const problems: string[] = [];
  for (const one of breaks) {
    const covering = coveringTokens(
      one,
      sections.flatMap(({ tokens }) => tokens),
    );
    if (covering) for (const token of covering) used.add(token);
    else
      problems.push(
        `${one.message}. This breaks clients. Write a line under "### Breaking" in CHANGELOG.md that links to a section of ` +
          `docs/upgrading.md, say in that section what to change, and name ${one.path} in its comment <!-- breaks: ... -->.`,
      );
  }
  const breakingLines = newestBreaking(changelog);
  for (const { title, anchor, tokens } of sections) {
    if (!breakingLines.includes(`(docs/upgrading.md#${anchor})`))
      problems.push(
        `No line under "### Breaking" in the newest part of CHANGELOG.md links to docs/upgrading.md#${anchor}, which covers breaking changes.`,
      );
    for (const token of tokens.filter((token) => !used.has(token)))
      problems.push(`"${title}" in docs/upgrading.md names ${token}, and no breaking change is there. Remove it.`);
  }
  return problems;
}

async function breaksBetween(released: string, current: string): Promise<readonly Break[]> {
  const changes = await diff(buildSchema(released), buildSchema(current));
  return changes
    .filter(({ criticality }) => criticality.level === 'BREAKING')
    .map(({ path = '', message, type, meta }) => {
      const { oldFieldType: before, newFieldType: now } = meta as Record<string, string | undefined>;
      const isOutput = type === 'FIELD_TYPE_CHANGED' && before !== undefined && now !== undefined;
      return { path, message, types: isOutput ? { before, now } : undefined };
    });
}

/** Undefined where something of the change is not covered. */
function coveringTokens({ path, types }: Break, tokens: readonly string[]): readonly string[] | undefined {
  if (tokens.includes(path)) return [path];
  const renames = tokens.filter((token) => token.includes('->'));
  const rename = renames.find((token) => token.startsWith(`${types ? bare(types.before) : path}->`));
  if (!types) return rename === undefined ? undefined : [rename];
  const covering: string[] = [];
  let { before } = types;
  if (rename !== undefined) {
    const [from = '', to = ''] = rename.split('->');
    before = before.replace(from, to);
    covering.push(rename);
  }
  if (before === types.now) return covering;
  if (before.replaceAll('!', '') !== types.now.replaceAll('!', '')) return undefined;
  const nullable = [`nullable:${path}`, `nullable:${path.split('.')[0]}.*`].find((token) => tokens.includes(token));
  return nullable === undefined ? undefined : [...covering, nullable];
}

const bare = (type: string): string => type.replace(/[[\]!]/g, '');

/** The sections of the newest part that name what they cover. */
function readSections(upgrading: string): readonly Section[] {
  const slugger = new GithubSlugger();
  const sections: Section[] = [];
  let part = 0;
  for (const text of upgrading.split(/^(?=#{1,6} )/m)) {
    const [, marks = '', title = ''] = /^(#{1,6}) (.*)$/m.exec(text) ?? [];
    const anchor = slugger.slug(title);
    if (marks === '##') part++;
    const tokens = [...text.matchAll(/<!-- breaks:(.*?)-->/gs)].flatMap(([, list = '']) => list.trim().split(/\s+/));
    if (part === 1 && tokens.length > 0) sections.push({ title, anchor, tokens });
  }
  return sections;
}

function newestBreaking(changelog: string): string {
  const newest = changelog.split(/^## /m)[1] ?? '';
  return newest
    .split(/^### /m)
    .filter((text) => text.startsWith('Breaking'))
    .join('');
}
