// Every subject at once on one Redis: what holds for each alone must hold beside the others.

import { chaosCheckout } from './checkout.ts';
import { chaosJobs } from './jobs.ts';
import { chaosMessages } from './messages.ts';
import type { Chaos, ChaosContext, Verdict } from './run.ts';
import { chaosSchedules } from './schedules.ts';
import { chaosStores } from './stores.ts';

const parts: Readonly<Record<string, Chaos>> = {
  jobs: chaosJobs,
  messages: chaosMessages,
  schedules: chaosSchedules,
  checkout: chaosCheckout,
  stores: chaosStores,
};

export const chaosAll: Chaos = {
  about:
    'Jobs, messages, schedules, checkouts, sessions, rate limits, the cache and metrics at once on one Redis, with odd values; all that the other runs break is broken.',
  seconds: 60,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const names = Object.keys(parts);
  const lines = new Map<string, string>();
  const share = 1 / names.length;
  let waiting = names.length;
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = () => void context.ready().then(resolve);
  });
  const ready = (): Promise<void> => {
    waiting -= 1;
    if (waiting === 0) begin();
    return begun;
  };
  const verdicts = await Promise.all(
    Object.entries(parts).map(async ([name, chaos]) => {
      const tell = (line: string): void => {
        lines.set(name, line);
        context.tell([...lines].map(([each, text]) => `${each}: ${text}`).join('; '));
      };
      const verdict = await chaos.run({ ...context, folder: `${context.folder}/${name}`, share, ready, tell });
      return { ...verdict, violations: verdict.violations.map((violation) => `${name}: ${violation}`) };
    }),
  );
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, each) => total + of(each), 0);
  return {
    accepted: sum(({ accepted }) => accepted),
    lost: sum(({ lost }) => lost),
    duplicated: sum(({ duplicated }) => duplicated),
    stuck: sum(({ stuck }) => stuck),
    violations: verdicts.flatMap(({ violations }) => violations),
  };
}
