// The head of a script: what it does, its numbered keys and arguments, what it returns and costs, its includes, in this
// order. The head of an include: what it gives, which keys and arguments it reads itself, its includes.

import type { LuaFile, Problem } from './files.ts';

export type ArgumentTable = 'KEYS' | 'ARGV';

/** `KEYS[2]`, `ARGV[3..5]` or `ARGV[6..]`; in an include also `ARGV[first..]`, from a place that it is given. */
export interface Listed {
  readonly table: ArgumentTable;
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

export interface Include {
  readonly name: string;
  readonly line: number;
}

export interface Head {
  readonly listed: readonly Listed[];
  readonly includes: readonly Include[];
  /** What is listed without proper numbers, so that reads cannot be compared with it. */
  readonly unnumbered: ReadonlySet<ArgumentTable>;
}

const parts = ['what it does', 'KEYS', 'ARGV', 'Returns', 'Costs', '@include'] as const;
type Part = (typeof parts)[number] | 'Takes';

interface HeadLine {
  readonly part: Part;
  readonly line: number;
  readonly text: string;
}

function includesOf(text: string): Include[] {
  return text.split('\n').flatMap((line, index) => {
    const [, name] = /^-- @include ([\w-]+\/[\w-]+)[ \t]*$/.exec(line) ?? [];
    return name ? [{ name, line: index + 1 }] : [];
  });
}

export function checkHead({ file, kind, text }: LuaFile): { head: Head; problems: Problem[] } {
  const lines = headLines(text);
  const problems: Problem[] = [];
  const wrong = (line: number, what: string) => problems.push({ file, line, text: what });

  const includes = includesOf(text);
  const inHead = new Set(lines.filter(({ part }) => part === '@include').map(({ line }) => line));
  text.split('\n').forEach((line, index) => {
    if (!line.includes('@include')) return;
    if (!includes.some((include) => include.line === index + 1)) {
      wrong(index + 1, 'This is not an include. Write "-- @include <subject>/<name>", alone on its line.');
    } else if (!inHead.has(index + 1)) {
      wrong(index + 1, 'This include is outside the head. Move it to the end of the head, before the code.');
    }
  });

  if (lines[0]?.part !== 'what it does') {
    const what = kind === 'script' ? 'what the script does' : 'what the include provides';
    wrong(lines[0]?.line ?? 1, `The head does not begin with a sentence. Say first ${what}.`);
  }
  const unnumbered = new Set<ArgumentTable>();
  const listed = lines.flatMap((line) => listedIn(line));
  if (kind === 'script') {
    checkOrder(lines, wrong);
    for (const table of ['KEYS', 'ARGV'] as const) {
      if (!checkNumbers(table, lines, wrong)) unnumbered.add(table);
    }
  }
  return { head: { listed, includes, unnumbered }, problems };
}

/** The comments before the code, each with the part of the head that it belongs to. */
function headLines(text: string): HeadLine[] {
  const lines: HeadLine[] = [];
  let part: Part = 'what it does';
  for (const [index, line] of text.split('\n').entries()) {
    if ((index === 0 && line.startsWith('#!')) || /^-*\s*$/.test(line)) continue;
    if (!line.startsWith('--')) break;
    const comment = line.slice(2).trim();
    const [, word] = /^(KEYS|ARGV|Returns|Costs|Takes(?= (?:KEYS|ARGV)\[)|@include)\b/.exec(comment) ?? [];
    // A comment after the includes is about the code.
    if (part === '@include' && word !== '@include') break;
    part = (word as Part | undefined) ?? part;
    lines.push({ part, line: index + 1, text: comment });
  }
  return lines;
}

function listedIn({ part, line, text }: HeadLine): Listed[] {
  const entries =
    part === 'Takes' ? text.matchAll(/\b(KEYS|ARGV)\[(\d+|[a-z]\w*(?: \+ \d+)?)(\.\.(\d*))?\]/g) : [entryOf(text)];
  return [...entries].flatMap((entry) => {
    if (!entry) return [];
    const from = Number(entry[2]);
    if (Number.isNaN(from)) return [{ table: entry[1] as ArgumentTable, from: 1, to: Number.POSITIVE_INFINITY, line }];
    const to = entry[3] ? Number(entry[4] || Number.POSITIVE_INFINITY) : from;
    return [{ table: entry[1] as ArgumentTable, from, to, line }];
  });
}

function entryOf(text: string): RegExpExecArray | null {
  return /^(KEYS|ARGV)\[(\d+)(\.\.(\d*))?\](?=\s+\S)/.exec(text);
}

function checkOrder(lines: readonly HeadLine[], wrong: (line: number, what: string) => void): void {
  for (const [index, { part, line }] of lines.entries()) {
    const before = lines[index - 1]?.part;
    if (part === 'Takes') {
      wrong(line, '"Takes" belongs to the head of an include. List each key and argument on a line of its own.');
    } else if (before && before !== 'Takes' && parts.indexOf(part) < parts.indexOf(before)) {
      wrong(line, `"${part}" comes after "${before}". Order the head: ${parts.join(', ')}.`);
    }
  }
  for (const part of ['Returns', 'Costs'] as const) {
    if (!lines.some((line) => line.part === part)) wrong(1, `The head has no "-- ${part}" line. Add it.`);
  }
}

function checkNumbers(
  table: ArgumentTable,
  lines: readonly HeadLine[],
  wrong: (line: number, what: string) => void,
): boolean {
  let next = 1;
  for (const line of lines) {
    if (!line.text.startsWith(table) || line.part !== table) continue;
    const [entry] = listedIn(line);
    if (!entry) {
      wrong(line.line, `${table} are not numbered here. Write "-- ${table}[1] <what it is>", one line for each.`);
      return false;
    }
    if (entry.from !== next || entry.to < entry.from) {
      const tail = next === Number.POSITIVE_INFINITY;
      wrong(
        line.line,
        tail
          ? `${table}[${entry.from}] follows the open end of ${table}. Put the line with "..]" last.`
          : `${table}[${entry.from}] stands where ${table}[${next}] belongs. Number the lines in order, without a gap.`,
      );
      return false;
    }
    next = entry.to + 1;
  }
  return true;
}
