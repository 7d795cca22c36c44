// `npm run attack -- [name ...] [--seconds N] [--seed N] [--json]`: attacks a running server as a stranger can, and measures how it does.
// Everything stays on loopback. The exit code is 1 if the server did not hold.

import { readdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { readArguments, wholeNumber } from '../tests/support/arguments.ts';
import type { Attack } from './attack/attack.ts';
import { type AttackReport, runAttack } from './attack/run.ts';

const folder = new URL('./attack/scenarios/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const defaultSeconds = 10;
const answersShown = 4;

async function load(name: string): Promise<Attack> {
  return ((await import(new URL(`${name}.ts`, folder).href)) as { readonly attack: Attack }).attack;
}

async function usage(): Promise<string> {
  const rows = await Promise.all(names.map(async (name) => `  ${name.padEnd(14)} ${(await load(name)).about}`));
  return ['npm run attack -- [name ...] [--seconds N] [--seed N] [--json]', '', ...rows].join('\n');
}

async function main(): Promise<void> {
  const options = {
    seconds: { type: 'string', default: String(defaultSeconds) },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    json: { type: 'boolean', default: false },
  } as const;
  const given = { allowPositionals: true, options } as const;
  const { seconds, seed, json, chosen } = readArguments(await usage(), given, ({ values, positionals }) => {
    const unknown = positionals.find((name) => !names.includes(name));
    if (unknown) throw new Error(`There is no attack named ${unknown}: choose from ${names.join(', ')}`);
    return {
      seconds: wholeNumber('seconds', values.seconds, 1, 3_600),
      seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
      json: values.json,
      chosen: positionals.length > 0 ? positionals : names,
    };
  });
  if (!json) console.log(tableHead(seconds));
  for (const name of chosen) {
    const report = await runAttack(await load(name), seconds, seed);
    for (const violation of report.violations) console.error(`${name}: violation: ${violation}`);
    if (report.violations.length > 0) process.exitCode = 1;
    console.log(
      json
        ? JSON.stringify({
            attack: name,
            seconds,
            seed,
            load: loadOfMachine(),
            ...report,
            violations: report.violations.length,
          })
        : tableRow(name, report),
    );
  }
}

/** How many processes wanted a core in the last minute, the attack's own among them, and how many cores there are. */
function loadOfMachine(): { readonly average: number; readonly cores: number } {
  return { average: Math.round((loadavg()[0] ?? 0) * 10) / 10, cores: availableParallelism() };
}

/** A table in Markdown, as docs/benchmarks.md has it. */
function tableHead(seconds: number): string {
  return [
    `| attack, ${seconds} s | sent | answers | heap | loop delay p99 | \`/health/live\` p50, p99 | load |`,
    '|---|---|---|---|---|---|---|',
  ].join('\n');
}

function tableRow(name: string, report: AttackReport): string {
  const { average, cores } = loadOfMachine();
  const answers = Object.entries(report.answers)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count.toLocaleString('en')} × ${kind}`);
  const cells = [
    `\`${name}\``,
    report.sent.toLocaleString('en'),
    answers.slice(0, answersShown).join(', '),
    `${report.heapMaxMB} MB`,
    `${report.loopDelayP99Ms} ms`,
    `${report.healthP50Ms} ms, ${report.healthP99Ms} ms`,
    `${average} on ${cores} cores`,
  ];
  return `| ${cells.join(' | ')} |`;
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
