// `npm start -- --processes N`: several processes on one port, and one that keeps them.

import { createClient } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { dataFolder, expectRefusal, processesOf, runMortar } from '../support/mortar-process.ts';

// Each process takes seconds to start where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 300_000 });

interface Seen {
  readonly processes: ReadonlySet<string>;
  readonly text: string;
}

/** The processes that /metrics names. */
async function metricsOf(url: string): Promise<Seen> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return { processes: new Set([...text.matchAll(/process="(\d+)"/g)].map(([, place]) => place as string)), text };
}

test('two processes share a port and their metrics; one that is killed is replaced; all leave together', async () => {
  const folder = dataFolder();
  const mortar = runMortar(['start', '--processes', '2'], { MORTAR_DATA_DIR: folder, LOG_LEVEL: 'error' });
  const url = await mortar.url();
  // The administrator and the demo were made once, by the process that keeps the others.
  expect(mortar.stdout.match(/Mortar is running/g)).toHaveLength(1);
  expect(mortar.stdout.match(/admin@example.com/g)).toHaveLength(1);
  await expect.poll(async () => (await metricsOf(url)).processes).toEqual(new Set(['1', '2']));
  const before = mortar.children();
  expect(before).toHaveLength(2);

  process.kill(before[1] as number, 'SIGKILL');
  await expect
    .poll(() => mortar.children().filter((pid) => !before.includes(pid)), { timeout: 120_000 })
    .toHaveLength(1);
  await expect.poll(async () => (await metricsOf(url)).processes, { timeout: 120_000 }).toEqual(new Set(['1', '2']));
  expect(mortar.stderr).toContain('a process ended, and is replaced');

  mortar.signal('SIGTERM');
  expect(await mortar.ended()).toMatchObject({ code: 0, stdout: expect.stringMatching(/Stopping\.\nStopped\.\n$/) });
  expect(processesOf(folder)).toEqual([]);
});

test('SIGUSR2 replaces them in turn, and no request fails meanwhile; subscriptions are told to come back', async () => {
  const folder = dataFolder();
  const mortar = runMortar(['start', '--processes', '2'], { MORTAR_DATA_DIR: folder });
  const url = await mortar.url();
  const before = mortar.children();
  const codes: number[] = [];
  const socket = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 10,
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  });
  const names: unknown[] = [];
  socket.subscribe(
    { query: 'subscription { stockChanged(skus: ["mug-slate"]) { sku } }' },
    { next: ({ data }) => names.push(data), error: () => {}, complete: () => {} },
  );
  await expect.poll(() => names).toHaveLength(1);
  mortar.signal('SIGUSR2');
  const statuses = new Set<number>();
  await expect
    .poll(
      async () => {
        const { status } = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"query":"{ __typename }"}',
        });
        statuses.add(status);
        return mortar.children().filter((pid) => before.includes(pid));
      },
      { timeout: 200_000 },
    )
    .toEqual([]);
  expect([...statuses]).toEqual([200]);
  await expect.poll(() => names.length).toBeGreaterThan(1);
  expect(codes).toContain(1012);
  await socket.dispose();
  mortar.signal('SIGTERM');
  expect((await mortar.ended()).code).toBe(0);
});

test('what is wrong with the first process is said once, and nothing is left', async () => {
  const folder = dataFolder();
  const one = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  const port = new URL(await one.url()).port;
  const two = await runMortar(['start', '--processes', '2', '--port', port], { MORTAR_DATA_DIR: dataFolder() }).ended();
  expectRefusal(two, /^Port \d+ on 127\.0\.0\.1 is in use: .*$/);
});
