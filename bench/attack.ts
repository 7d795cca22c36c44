// `npm run attack -- [name ...] [--seconds N] [--seed N] [--json]`: attacks a running server as a stranger can, and measures how it does.
// Everything stays on loopback. The exit code is 1 if the server did not hold.

import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Attack } from './attack/attack.ts';
import { runAttack } from './attack/run.ts';

const folder = new URL('./attack/scenarios/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const defaultSeconds = 10;

async function load(name: string): Promise<Attack> {
  return ((await import(new URL(`${name}.ts`, folder).href)) as { readonly attack: Attack }).attack;
}

async function usage(): Promise<string> {
  const rows = await Promise.all(names.map(async (name) => `  ${name.padEnd(14)} ${(await load(name)).about}`));
  return ['npm run attack -- [name ...] [--seconds N] [--seed N] [--json]', '', ...rows].join('\n');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: String(defaultSeconds) },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(await usage());
  const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
  if (!(seconds > 0 && seconds <= 3_600)) throw new Error('--seconds must be a number from 1 to 3600');
  if (!Number.isSafeInteger(seed)) throw new Error('--seed must be a whole number');
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown) throw new Error(`There is no attack named ${unknown}: choose from ${names.join(', ')}`);
  for (const name of positionals.length > 0 ? positionals : names) {
    const report = await runAttack(await load(name), seconds, seed);
    for (const violation of report.violations) console.error(`${name}: violation: ${violation}`);
    if (report.violations.length > 0) process.exitCode = 1;
    if (!values.json) {
      const { sent, heapMaxMB, loopDelayP99Ms, healthP99Ms, answers } = report;
      console.log(
        `${name}: ${sent} sent, heap ${heapMaxMB} MB, loop delay p99 ${loopDelayP99Ms} ms, /health/live p99 ${healthP99Ms} ms, ${JSON.stringify(answers)}`,
      );
    } else
      console.log(JSON.stringify({ attack: name, seconds, seed, ...report, violations: report.violations.length }));
  }
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
