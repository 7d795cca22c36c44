// Subscriptions to changes of the registry and to what rate limits decide go on behind the last result, too, or say what is missing.

import { describe, expect, it } from 'vitest';
import { rateLimitKeys } from '../../src/redis/rate-limit/keys.ts';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { openTestApp } from '../support/app.ts';
import { eventsOf } from '../support/followers.ts';

const app = await openTestApp();
const { stores } = app;
const { client, prefix } = stores.redis;
const [worker, admin] = [await app.token('WORKER'), await app.token('ADMIN')];

interface Result {
  readonly id: string | undefined;
  readonly data: Record<string, Record<string, unknown>> | null;
  readonly gap: number;
}

/** A subscription as a plain EventSource opens it, event by event. */
class Source {
  readonly #events: AsyncIterator<{ id?: string | undefined; data?: string | undefined }>;
  readonly #leave: AbortController;

  private constructor(response: Response, leave: AbortController) {
    this.#events = eventsOf(response)[Symbol.asyncIterator]();
    this.#leave = leave;
  }

  static async open(query: string, token: string, lastEventId?: string): Promise<Source> {
    const leave = new AbortController();
    const response = await fetch(`${app.endpoint}?query=${encodeURIComponent(query)}`, {
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
      signal: leave.signal,
    });
    return new Source(response, leave);
  }

  /** The id that comes before any event. */
  async place(): Promise<string> {
    for (;;) {
      const { value } = await this.#events.next();
      if (value.id !== undefined && !value.data) return value.id;
    }
  }

  async next(): Promise<Result> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done) throw new Error('The stream has ended');
      if (!value.data) continue;
      const { data, extensions, errors } = JSON.parse(value.data);
      if (errors) throw new Error(JSON.stringify(errors));
      return { id: value.id, data, gap: extensions?.gap ?? 0 };
    }
  }

  leave(): void {
    this.#leave.abort();
  }
}

describe('serviceChanged', () => {
  const query = 'subscription { serviceChanged(service: "resumed") { instanceId } }';
  const register = (instanceId: string, service = 'resumed') =>
    stores.services.register({ service, instanceId, address: '10.0.0.1:1', ttlSeconds: 600 });
  const idOf = ({ data }: Result) => data?.serviceChanged?.instanceId;

  it('goes on behind the last change', async () => {
    const first = await Source.open(query, worker);
    await first.place();
    await register('one');
    const one = await first.next();
    expect(idOf(one)).toBe('one');
    first.leave();
    await register('other', 'not-watched');
    await register('two');
    await register('three');
    const second = await Source.open(query, worker, one.id);
    const [two, three] = [await second.next(), await second.next()];
    expect([idOf(two), idOf(three)]).toEqual(['two', 'three']);
    expect([two.gap, three.gap]).toEqual([0, 0]);
    second.leave();
  });

  it('says how many changes are gone, and sends all instances instead', async () => {
    const first = await Source.open(query, worker);
    const place = await first.place();
    first.leave();
    for (const id of ['four', 'five', 'six']) await register(id);
    for (const shard of serviceShards(stores.redis).numbers)
      await client.xtrim(serviceKeys.changes(prefix, shard), 'MAXLEN', 1);
    const second = await Source.open(query, worker, place);
    const all: Result[] = [];
    while (!all.some((result) => idOf(result) === 'six')) all.push(await second.next());
    expect(all.map(({ gap }) => gap).reduce((sum, gap) => sum + gap, 0)).toBe(2);
    second.leave();
  });

  it('refuses an id that is none of its own', async () => {
    const source = await Source.open(query, worker, 'sAnotherSubscription');
    await expect(source.next()).rejects.toThrow(/BAD_USER_INPUT/);
  });
});

describe('rateLimitActivity', () => {
  const query = 'subscription { rateLimitActivity(policy: "resumed") { allowed } }';
  const decide = async (policy: string, units: number): Promise<void> => {
    await stores.rateLimits.take(policy, 'somebody', units);
    await stores.rateLimits.flush();
  };
  const allowed = ({ data }: Result) => data?.rateLimitActivity?.allowed;

  it('goes on behind the last entry, or says how many are gone', async () => {
    await stores.rateLimits.set({ name: 'resumed', limit: 1_000, windowSeconds: 600 });
    await stores.rateLimits.set({ name: 'not-watched', limit: 1_000, windowSeconds: 600 });
    const first = await Source.open(query, admin);
    const place = await first.place();
    first.leave();
    await decide('resumed', 3);
    await decide('not-watched', 1);
    await decide('resumed', 4);
    const second = await Source.open(query, admin, place);
    const [three, four] = [await second.next(), await second.next()];
    expect([allowed(three), allowed(four)]).toEqual([3, 4]);
    expect([three.gap, four.gap]).toEqual([0, 0]);
    second.leave();
    const activity = rateLimitKeys.activity(prefix);
    await decide('resumed', 5);
    await decide('resumed', 6);
    // Entries of the policies that guard this test's own requests may be among them.
    const [id, fields] =
      (await client.xrevrange(activity, '+', '-')).find(([, [, policy]]) => policy === 'resumed') ?? [];
    await client.xtrim(activity, 'MINID', id as string);
    const third = await Source.open(query, admin, four.id);
    const six = await third.next();
    expect(allowed(six)).toBe(6);
    const numberOf = (text: string | undefined): number => Number(text?.split('_').at(-1));
    expect(six.gap).toBe(numberOf(fields?.at(-1)) - numberOf(four.id) - 1);
    expect(six.gap).toBeGreaterThan(0);
    third.leave();
  });
});
