// A process of the `stores` run: uses sessions, rate limits, the cache and metrics in each tick, with odd values among the good ones,
// and is killed all the time.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Overloaded, Refusal } from '../../src/redis/base/problem.ts';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import { Cache } from '../../src/redis/cache/cache.ts';
import { Metrics } from '../../src/redis/metric/metric.ts';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { openThrough } from './open.ts';
import { limitKeys, odd, policy, type StoresLine, site } from './stores-work.ts';

// The run is gone.
process.stdin.once('end', () => process.exit(1)).resume();
const over = new AbortController();
process.once('SIGTERM', () => over.abort());

const client = { userAgent: 'chaos', ipAddress: '127.0.0.1' };
const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)] as T;
const say = (line: StoresLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const redis = await openThrough(process.env.REDIS_URL as string);
const sessions = new Sessions(redis);
const limits = new RateLimits(redis);
const cache = new Cache(redis, { memorySeconds: 0 });
const metrics = new Metrics(redis);
/** Sessions that this process has begun, and has ended. */
const live = new Map<string, string>();
const ended: string[] = [];
/** The least that a key of the cache may give, by what this process has ended. */
const floors = new Map<string, number>();

async function beginSession(): Promise<void> {
  const issued = await sessions.start({ userId: null, transport: 'BEARER', client });
  if (!issued) return say({ fault: 'a guest got no session' });
  live.set(issued.token, issued.session.id);
  say({ started: issued.token });
}

async function askSessions(): Promise<void> {
  const token = pick([...live.keys()]);
  if (token !== undefined && (await sessions.validate(token, client)) === null && live.has(token))
    say({ fault: 'a session that lives was not known' });
  const gone = pick(ended);
  if (gone !== undefined && (await sessions.validate(gone, client)) !== null)
    say({ fault: 'a session that was ended was let in' });
}

async function endSession(): Promise<void> {
  const [token, id] = pick([...live]) ?? [];
  if (!token || !id) return;
  live.delete(token);
  say({ ending: token });
  await sessions.end(id, 'LOGGED_OUT');
  ended.push(token);
  say({ ended: token });
}

async function takeUnit(): Promise<void> {
  const chosen = (await limits.current()).get(policy.name);
  if (!chosen) return;
  const key = `key-${Math.floor(Math.random() * limitKeys)}`;
  const { allowed, local } = await limits.decide([{ policy: chosen, key, cost: 1 }]);
  if (allowed && !local) say({ took: key });
}

const source = (key: string): string => `chaos:source:${key}`;

async function useCache(): Promise<void> {
  const key = `value-${pick([1, 2, 3, 4])}`;
  const floor = floors.get(key) ?? 0;
  const load = async (): Promise<number> => Number((await redis.client.get(source(key))) ?? 0);
  const value = await cache.get(key, load, { ttlSeconds: 60, staleSeconds: 60, tags: [key] });
  if (value < floor) say({ fault: `the cache gave ${value} of ${key}, which was ended at ${floor}` });
  if (Math.random() < 0.8) return;
  const next = await redis.client.incr(source(key));
  await cache.invalidate(Math.random() < 0.5 ? { keys: [key] } : { tags: [key] });
  floors.set(key, Math.max(floors.get(key) ?? 0, next));
}

async function track(): Promise<void> {
  const ids = Array.from({ length: 5 }, () => randomUUID());
  const events = ids.map((id) => ({ eventId: id, type: 'PAGE_VIEW' as const, visitorId: pick(ids), path: '/chaos' }));
  const bad = [
    { ...events[0], eventId: randomUUID(), path: pick(odd.texts.slice(0, 3)), at: pick(odd.dates) },
    { ...events[0], eventId: pick(odd.texts.slice(0, 2)) },
  ];
  say({ sent: ids });
  // Where no answer came the same events are handed in again.
  for (let asked = 0; ; asked += 1) {
    try {
      const { accepted, duplicates, rejected } = await metrics.track(site, [...events, ...bad] as typeof events);
      if (accepted + duplicates < ids.length || rejected < bad.length)
        say({
          fault: `of 5 good and 2 odd events ${accepted} were accepted, ${duplicates} known, ${rejected} refused`,
        });
      if (asked === 0 && duplicates > 0) say({ fault: `${duplicates} new events were known` });
      return say({ counted: ids });
    } catch (error) {
      if (!isUnavailable(error) && !(error instanceof Overloaded)) throw error;
      await wait(50);
    }
  }
}

/** Each is refused, or harmless. */
async function misuse(): Promise<void> {
  const [text, number] = [pick(odd.texts), pick(odd.numbers)];
  const misuses = [
    () => sessions.start({ userId: null, transport: 'BEARER', client: { userAgent: text, ipAddress: text } }),
    () => sessions.start({ userId: null, transport: 'BEARER', client, deviceName: text }),
    () => sessions.validate(text, client),
    () => limits.take(policy.name, text || 'odd', number),
    () => cache.get(text, async () => text, { ttlSeconds: number }),
    () => cache.set(text, text, { ttlSeconds: 1, tags: [text] }),
    () => cache.invalidate({ keys: [text], tags: [text] }),
    () => metrics.track(text, []),
  ];
  await pick(misuses)();
}

/** An odd value is refused in words; Redis may be away. */
async function attempt(act: () => Promise<void>, isMisuse = false): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (isUnavailable(error) || error instanceof Overloaded || (isMisuse && error instanceof Refusal)) return;
    if (/^Cache/.test((error as Error).name)) return;
    say({ fault: `${act.name} failed: ${error}` });
  }
}

while (!over.signal.aborted) {
  const acts = [beginSession, askSessions, endSession, takeUnit, takeUnit, useCache, useCache, useCache, track];
  await Promise.all([...acts.map((act) => attempt(act)), attempt(misuse, true)]);
  await wait(Number(process.env.PAUSE_MS), undefined, { signal: over.signal }).catch(() => {});
}
process.exit(0);
