// Writes the rows of docs/benchmarks.md from the runs that `npm run bench -- NAME --save` has kept, so that nobody types a figure. `--check`
// writes nothing and fails when the page is stale.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { SavedRun } from './saved-run.ts';

const page = new URL('../docs/benchmarks.md', import.meta.url);
const results = new URL('./results/', import.meta.url);
const [begin, end] = ['<!-- `npm run docs:benchmarks` writes what follows. -->', '<!-- That was it. -->'];

const runs = (existsSync(results) ? readdirSync(results) : [])
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, results), 'utf8')) as SavedRun);

const figure = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });

const cell = (text: string): string => text.replaceAll('|', '\\|');

function section({ bench, at, node, redis, cores, load, rows }: SavedRun): string {
  const ordered = [...rows].sort((one, other) => one.ratio - other.ratio);
  return [
    `### ${bench}`,
    '',
    `${at.slice(0, 10)}, ${cores} cores, load ${load[0]} before and ${load[1]} after, Node ${node}, Redis ${redis}.`,
    '',
    '| what | against | unit | Mortar | peer | ratio |',
    '|---|---|---|---|---|---|',
    ...ordered.map(
      ({ case: what, peerName, unit, mortar, peer, ratio }) =>
        `| ${cell(what)} | ${cell(peerName)} | ${unit} | ${figure(mortar)} | ${figure(peer)} | ${figure(ratio)} |`,
    ),
  ].join('\n');
}

function versions(): string {
  const all = new Map(runs.flatMap(({ peers }) => Object.entries(peers)));
  return `Versions: ${[...all].map(([name, version]) => `${name} ${version}`).join(', ')}.`;
}

const made = [
  begin,
  '',
  ...(runs.length === 0 ? ['No run is saved.'] : runs.flatMap((run) => [section(run), '']).concat(versions())),
  '',
  end,
].join('\n');

const before = readFileSync(page, 'utf8');
const [from, to] = [before.indexOf(begin), before.indexOf(end)];
if (from < 0 || to < from) throw new Error('docs/benchmarks.md has no place for the rows');
const after = before.slice(0, from) + made + before.slice(to + end.length);
if (!process.argv.includes('--check')) writeFileSync(page, after);
else if (after !== before) {
  process.stderr.write('docs/benchmarks.md is stale: run `npm run docs:benchmarks` and commit it.\n');
  process.exitCode = 1;
}
