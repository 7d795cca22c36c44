// `npm run chaos -- [name] [--seconds N | --minutes N] [--seed N] [--json]`: breaks what can break while Mortar works, and then counts. The
// last line is JSON; the exit code is 1 where an invariant did not hold.

import '../tests/support/choose-server.ts';
import { readArguments, wholeNumber } from '../tests/support/arguments.ts';
import { chaosAll } from './chaos/all.ts';
import { chaosCheckout } from './chaos/checkout.ts';
import { chaosFailover } from './chaos/failover.ts';
import { chaosJobs } from './chaos/jobs.ts';
import { chaosLive } from './chaos/live.ts';
import { chaosMessages } from './chaos/messages.ts';
import { chaosPause } from './chaos/pause.ts';
import { chaosRestart } from './chaos/restart.ts';
import { type Chaos, runChaos } from './chaos/run.ts';
import { chaosSchedules } from './chaos/schedules.ts';
import { chaosSoak } from './chaos/soak.ts';
import { chaosStores } from './chaos/stores.ts';

const runs: Record<string, Chaos> = {
  jobs: chaosJobs,
  messages: chaosMessages,
  schedules: chaosSchedules,
  checkout: chaosCheckout,
  stores: chaosStores,
  restart: chaosRestart,
  live: chaosLive,
  pause: chaosPause,
  all: chaosAll,
  failover: chaosFailover,
  soak: chaosSoak,
};

interface Arguments {
  readonly names: readonly string[];
  readonly seconds: number | undefined;
  readonly seed: number;
  readonly json: boolean;
}

function usage(): string {
  const names = Object.entries(runs).map(([name, { about, seconds }]) => `  ${name}  ${about} (${seconds} s)`);
  return ['npm run chaos -- [name ...] [--seconds N | --minutes N] [--seed N] [--json]', '', ...names].join('\n');
}

function readRun(): Arguments {
  const options = {
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  } as const;
  return readArguments(usage(), { allowPositionals: true, options }, ({ values, positionals }) => {
    const number = (option: 'seconds' | 'minutes' | 'seed', most: number): number | undefined => {
      const text = values[option];
      return text === undefined ? undefined : wholeNumber(option, text, 0, most);
    };
    const unknown = positionals.find((name) => !(name in runs));
    if (unknown) throw new Error(`There is no fault run named ${unknown}: choose from ${Object.keys(runs).join(', ')}`);
    const seed = number('seed', 2 ** 32 - 1) ?? Math.floor(Math.random() * 2 ** 32);
    const names = positionals.length > 0 ? positionals : Object.keys(runs);
    const minutes = number('minutes', 1_440);
    const seconds = number('seconds', 86_400) ?? (minutes === undefined ? undefined : minutes * 60);
    return { names, seconds, seed, json: values.json };
  });
}

async function main({ names, seconds, seed, json }: Arguments): Promise<void> {
  for (const name of names) {
    const chaos = runs[name] as Chaos;
    console.error(`${name}: ${chaos.about} --seed ${seed} gives the same chances again.`);
    const length = seconds ?? chaos.seconds;
    const report = await runChaos(name, chaos, length, seed);
    const { violations, faultsByKind, faults, accepted, lost, duplicated, stuck } = report;
    for (const violation of violations.slice(0, 50)) console.error(`${name}: violation: ${violation}`);
    if (violations.length > 50) console.error(`${name}: and ${violations.length - 50} more violations`);
    if (violations.length > 0) process.exitCode = 1;
    if (!json)
      console.log(
        `${name}: ${faultsByKind}; ${accepted} accepted, ${lost} lost, ${duplicated} doubled, ${stuck} stuck`,
      );
    // `duplicated` is the former name of `doubled`.
    const figures = { accepted, lost, duplicated, doubled: duplicated, stuck, violations: violations.length };
    console.log(JSON.stringify({ chaos: name, seconds: length, seed, faults, ...figures }));
  }
}

await main(readRun());
