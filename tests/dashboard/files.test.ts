// How the built dashboard reaches the browser.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ResponseHead } from '../../src/server/http/response-head.ts';
import { dashboardRoute } from '../../src/server/pages/dashboard.ts';

const folder = await mkdtemp(join(tmpdir(), 'mortar-dashboard-'));
const route = dashboardRoute(join(folder, 'built'));
const server = createServer((request, response) => {
  const { pathname: path } = new URL(request.url ?? '/', 'http://localhost');
  const head = new ResponseHead(response, 'test', false, undefined);
  void route.handle({ request, response, path, requestId: 'test', head });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

it('says what to do while it is not built, and is there as soon as it is', async () => {
  const before = await fetch(`${base}/dashboard/`);
  expect(before.status).toBe(503);
  expect(await before.text()).toContain('npm run build');

  await mkdir(join(folder, 'built', 'assets'), { recursive: true });
  await writeFile(join(folder, 'built', 'index.html'), '<!doctype html><title>Mortar</title>');
  await writeFile(join(folder, 'built', 'assets', 'index-abc.js'), 'console.log(1)');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const after = await fetch(`${base}/dashboard/`);
  expect(after.status).toBe(200);
  expect(after.headers.get('content-type')).toBe('text/html; charset=utf-8');
});

it('serves the page for each of its addresses, asked for again each time', async () => {
  const response = await fetch(`${base}/dashboard/queues/orders`);
  expect(await response.text()).toContain('<title>Mortar</title>');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const etag = response.headers.get('etag') ?? '';
  const again = await fetch(`${base}/dashboard/queues/orders`, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

it('lets nothing run but its own files', async () => {
  const response = await fetch(`${base}/dashboard`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
});

it('lets the widget of a captcha run beside them if the operator has one, and nothing of others', async () => {
  const policyFor = async (captcha: string | undefined): Promise<string> => {
    const sent: Record<string, unknown> = {};
    const response = {
      ...{ setHeader: (name: string, value: unknown) => Object.assign(sent, { [name]: value }), end: () => {} },
      writeHead: (_status: number, fields: object) => Object.assign(sent, fields),
    };
    await dashboardRoute(join(folder, 'built'), captcha).handle({
      ...{ request: { method: 'GET', headers: {} }, response, path: '/dashboard/', requestId: 'test' },
    } as never);
    return String(sent['Content-Security-Policy']);
  };
  const turnstile = await policyFor('turnstile');
  for (const directive of ['script-src', 'style-src', 'connect-src'])
    expect(turnstile).toContain(`${directive} 'self' https://challenges.cloudflare.com;`);
  expect(turnstile).toContain('frame-src https://challenges.cloudflare.com;');
  expect(turnstile).not.toContain('unsafe');
  expect(await policyFor('recaptcha-v3')).toContain("script-src 'self' https://www.google.com/recaptcha/ ");
  expect(await policyFor(undefined)).not.toContain('https:');
  expect(await policyFor('somebody-else')).not.toContain('https:');
});

it('serves assets for good, packed, and is plain about those of an older build', async () => {
  const asset = await fetch(`${base}/dashboard/assets/index-abc.js`);
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(asset.headers.get('cache-control')).toContain('immutable');
  expect(asset.headers.get('content-encoding')).toBe('gzip');
  expect(await asset.text()).toBe('console.log(1)');
  const gone = await fetch(`${base}/dashboard/assets/index-old.js`);
  expect(gone.status).toBe(404);
  expect(await gone.text()).toContain('Reload');
});

it('gives no file outside its folder', async () => {
  const response = await fetch(`${base}/dashboard/%2e%2e/secret.txt`);
  expect(await response.text()).not.toContain('secret');
  const encoded = await fetch(`${base}/dashboard/..%2fsecret.txt`);
  expect(await encoded.text()).not.toContain('secret');
});
