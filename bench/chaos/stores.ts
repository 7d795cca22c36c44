// Sessions, rate limits, the cache and metrics while the processes that use them and Redis die, with odd values among the good ones.

import { setTimeout as wait } from 'node:timers/promises';
import { RateLimits, type RedisHandle } from '../../src/redis/index.ts';
import { Metrics } from '../../src/redis/metric/metric.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import { type Chaos, type ChaosContext, part, type Verdict } from './run.ts';
import { policy, type StoresLine, site } from './stores-work.ts';

const settings = { processes: 4, pauseMs: 20 } as const;

export const chaosStores: Chaos = {
  about:
    'Kills Redis and the processes that use sessions, rate limits, the cache and metrics with odd values among the good ones; no session, event or end may be lost, and no limit exceeded.',
  seconds: 40,
  run,
};

/** What the processes have said. */
class Account {
  readonly live = new Set<string>();
  readonly ended = new Set<string>();
  readonly taken = new Map<string, number>();
  readonly counted = new Set<string>();
  readonly sent = new Set<string>();
  readonly faults = new Map<string, number>();
  started = 0;

  hear(text: string): void {
    const line = JSON.parse(text) as StoresLine;
    if ('started' in line) {
      this.live.add(line.started);
      this.started += 1;
    } else if ('ending' in line) this.live.delete(line.ending);
    else if ('ended' in line) this.ended.add(line.ended);
    else if ('took' in line) this.taken.set(line.took, (this.taken.get(line.took) ?? 0) + 1);
    else if ('sent' in line) for (const id of line.sent) this.sent.add(id);
    else if ('counted' in line) for (const id of line.counted) this.counted.add(id);
    else this.faults.set(line.fault, (this.faults.get(line.fault) ?? 0) + 1);
  }
}

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, random, faults, seconds, tell } = context;
  tell('building the processes');
  const args = [await bundle(new URL('./stores-worker.ts', import.meta.url), `${folder}/stores-worker`)];
  await new RateLimits(handle).set({ ...policy });
  const account = new Account();
  const env = { PATH: process.env.PATH, REDIS_URL: redis.url, PAUSE_MS: String(settings.pauseMs / context.share) };
  const showing = setInterval(() => tell(`${account.started} sessions, ${account.counted.size} events`), 200);
  const crew = new Crew({
    size: part(settings.processes, context),
    args,
    env,
    random,
    onLine: (line) => account.hear(line),
  });
  try {
    await context.ready();
    faults.every(part(700, { share: 1 / context.share }), 'killed users of stores', () => crew.kill());
    faults.every(3_000, 'stopped users of stores', () => crew.pause(random.between(300, 2_000)));
    await wait(seconds * 1_000);
    await faults.stop();
    await crew.stop();
    const verdict = await check(handle, account);
    const violations = [...verdict.violations, ...crew.failures.map((why) => `A process ${why}`)];
    return { ...verdict, violations };
  } finally {
    clearInterval(showing);
    await crew.stop();
  }
}

async function check(redis: RedisHandle, account: Account): Promise<Verdict> {
  const sessions = new Sessions(redis);
  const client = { userAgent: 'chaos', ipAddress: '127.0.0.1' };
  const violations = [...account.faults].map(([fault, count]) => `${count} times: ${fault}`);
  const gone = await countWhere([...account.live], async (token) => (await sessions.validate(token, client)) === null);
  const back = await countWhere([...account.ended], async (token) => (await sessions.validate(token, client)) !== null);
  if (gone > 0) violations.push(`${gone} sessions are gone`);
  if (back > 0) violations.push(`${back} sessions that were ended are back`);
  let exceeded = 0;
  for (const [key, taken] of account.taken) {
    if (taken <= policy.limit) continue;
    exceeded += taken - policy.limit;
    violations.push(`${key} took ${taken} units of ${policy.limit}`);
  }
  const now = Date.now();
  const totals = await new Metrics(redis).totals(site, new Date(now - 86_400_000), new Date(now + 60_000));
  const pageViews = totals.pageViews ?? 0;
  const missing = Math.max(0, account.counted.size - pageViews);
  const extra = Math.max(0, pageViews - account.sent.size);
  if (missing + extra > 0)
    violations.push(
      `${pageViews} page views are counted, of ${account.counted.size} accepted and ${account.sent.size} sent`,
    );
  const accepted = account.started + account.counted.size;
  return { accepted, lost: gone + back + missing, duplicated: exceeded + extra, stuck: 0, violations };
}

async function countWhere<T>(values: readonly T[], holds: (value: T) => Promise<boolean>): Promise<number> {
  const found = await Promise.all(values.map(holds));
  return found.filter(Boolean).length;
}
