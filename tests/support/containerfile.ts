// A Containerfile, taken apart, and its steps done in plain folders: no engine for containers is needed.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

interface Step {
  readonly name: string;
  readonly text: string;
}

export interface Stage {
  /** '' for the last, which is the image. */
  readonly name: string;
  readonly steps: readonly Step[];
}

export function readContainerfile(text: string): Stage[] {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  const steps = lines.flatMap((line) => {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    return name && rest ? [{ name, text: rest }] : [];
  });
  const starts = steps.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  return starts.map((start, place) => ({
    name: / AS (\w+)$/.exec((steps[start] as Step).text)?.[1] ?? '',
    steps: steps.slice(start + 1, starts[place + 1]),
  }));
}

/** The value of the last step of a name, as JSON where it is. */
export function lastOf({ steps }: Stage, name: string): string {
  const found = steps.findLast((step) => step.name === name);
  if (!found) throw new Error(`The stage has no ${name}`);
  return found.text;
}

/** The list in square brackets of a step such as CMD. */
export const wordsOf = (text: string): string[] => JSON.parse(text.slice(text.indexOf('['))) as string[];

/** What ENV sets. */
export function environmentOf({ steps }: Stage): Record<string, string> {
  const pairs = steps.filter(({ name }) => name === 'ENV').flatMap(({ text }) => text.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}

interface Folders {
  /** Where the stage happens. */
  readonly work: string;
  /** What is built: the root of the repository. */
  readonly context: string;
  /** Where a stage before this happened. */
  stage(name: string): string;
  /** False for what is not run. */
  runs(command: string): boolean;
}

/** Copies and runs as the stage says. */
export function carryOut(stage: Stage, { work, context, stage: folderOf, runs }: Folders): void {
  const workdir = lastOf(stage, 'WORKDIR');
  mkdirSync(work, { recursive: true });
  for (const { name, text } of stage.steps) {
    if (name === 'RUN' && runs(text)) execFileSync('sh', ['-c', text], { cwd: work, stdio: 'pipe' });
    if (name !== 'COPY') continue;
    const [, from, list = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(text) ?? [];
    const words = list.split(' ');
    const target = join(work, (words.pop() as string).replace(workdir, '.'));
    for (const source of words) {
      const path = from ? join(folderOf(from), source.replace('/src/', '')) : join(context, source);
      cpSync(path, words.length > 1 || list.endsWith('/') ? join(target, source) : target, { recursive: true });
    }
  }
}
