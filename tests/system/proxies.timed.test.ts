// The settings of deploy/ as the proxies load them: requests, WebSockets and event streams pass.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { openTestApp } from '../support/app.ts';
import { startCaddy, startHaproxy, startNginx } from '../support/proxies.ts';

const app = await openTestApp({ trustedProxies: ['127.0.0.1'] });
const port = Number(new URL(app.url).port);
const price = { minor: 100n, currency: 'EUR' };
await app.stores.catalogue.set({ sku: 'mug', name: 'Mug', description: null, tags: [], price, active: true });
const subscription = 'subscription { stockChanged(skus: ["mug"]) { name } }';

it.each([
  ['nginx', startNginx],
  ['haproxy', startHaproxy],
  ['Caddy', startCaddy],
])('%s passes them on, with one of two processes gone', { timeout: 180_000 }, async (_name, start) => {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-proxy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const proxy = await start(folder, [port, await freePort()]);
  onTestFinished(() => proxy.stop());
  const post = (query: string, accept: string) =>
    fetch(`${proxy.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    });
  // haproxy and Caddy find out first which process is there.
  await expect.poll(async () => (await post('{ __typename }', 'application/json')).status).toBe(200);
  for (let turn = 0; turn < 10; turn += 1)
    expect((await post('{ product(sku: "mug") { name } }', 'application/json')).status).toBe(200);

  const stream = (await post(subscription, 'text/event-stream')).body?.getReader();
  let text = '';
  while (!text.includes('event: next')) text += Buffer.from((await stream?.read())?.value ?? []).toString();
  await stream?.cancel();

  const socket = createClient({ url: `${proxy.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
  onTestFinished(() => void socket.dispose());
  const { value } = await socket.iterate({ query: subscription }).next();
  expect(value).toMatchObject({ data: { stockChanged: { name: 'Mug' } } });

  expect((await fetch(`${proxy.url}/metrics`)).status).toBe(404);
});
