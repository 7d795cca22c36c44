// Floods of long lists at /collect: they wait for themselves only.

import { expect, test, vi } from 'vitest';
import { serverLimits } from '../../src/server/limits.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const { metrics } = app.stores;
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

async function post(body: unknown): Promise<Response> {
  return fetch(`${app.url}/collect`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'user-agent': browser },
  });
}

const view = (id: string, more: object = {}) => ({
  eventId: id,
  type: 'PAGE_VIEW',
  visitorId: 'v',
  path: '/',
  ...more,
});

test('long lists wait for a turn, at most so many of one address; what a page sends does not', async () => {
  const { atOnce, waitingPerKey } = serverLimits.collecting;
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const track = metrics.track.bind(metrics);
  const held = vi.spyOn(metrics, 'track').mockImplementation(async (site, events, settings) => {
    if (events.length > 1) await gate;
    return track(site, events, settings);
  });
  try {
    const lists = Array.from({ length: atOnce + waitingPerKey + 3 }, (_, list) =>
      post({
        events: Array.from({ length: 40 }, (_, index) => view(`${list}-${index}`, { path: '/'.padEnd(80, 'p') })),
      }),
    );
    const refused = await Promise.any(lists);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await refused.json()) as object).toMatchObject({ error: expect.stringContaining('nothing of this was') });
    expect(await (await post({ events: [view('beacon')] })).json()).toMatchObject({ accepted: 1 });
    open();
    const statuses = (await Promise.all(lists)).map(({ status }) => status);
    // Fewer may wait while the event loop lags.
    const counted = statuses.filter((status) => status === 200).length;
    expect(counted).toBeGreaterThanOrEqual(atOnce);
    expect(counted).toBeLessThanOrEqual(atOnce + waitingPerKey);
    expect(statuses.filter((status) => status === 503)).toHaveLength(statuses.length - counted);
  } finally {
    open();
    held.mockRestore();
  }
});

test('while the event loop lags, no long list waits for those that are counted', async () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const track = metrics.track.bind(metrics);
  const isHeld = (events: readonly unknown[]): boolean => events.length === 41;
  const held = vi.spyOn(metrics, 'track').mockImplementation(async (site, events, settings) => {
    if (isHeld(events)) await gate;
    return track(site, events, settings);
  });
  const list = (name: string, length: number): Promise<Response> =>
    post({
      events: Array.from({ length }, (_, index) => view(`${name}-${index}`, { path: '/'.padEnd(120, 'p') })),
    });
  const hold = (ms: number): void => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };
  try {
    const { atOnce } = serverLimits.collecting;
    const first = Array.from({ length: atOnce }, (_, place) => list(`held-${place}`, 41));
    await expect.poll(() => held.mock.calls.filter(([, events]) => isHeld(events)).length).toBe(atOnce);
    const others: Promise<Response>[] = [];
    let refused = false;
    // One that comes after the lag has passed waits for those that are held.
    await expect
      .poll(
        () => {
          const reply = list(`lag-${others.length}`, 40);
          others.push(reply);
          void reply.then(({ status }) => {
            refused ||= status === 503;
          });
          hold(1_500);
          return refused;
        },
        { timeout: 40_000, interval: 500 },
      )
      .toBe(true);
    open();
    for (const reply of await Promise.all(first)) expect(reply.status).toBe(200);
    await expect.poll(async () => (await list('late', 40)).status, { timeout: 20_000 }).toBe(200);
  } finally {
    open();
    held.mockRestore();
  }
}, 70_000);
