// Webhooks over HTTP: registered by an administrator, sent signed to another program, shown and sent again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gql } from 'graphql-request';
import { Webhook } from 'standardwebhooks';
import { afterAll, describe, expect, it } from 'vitest';
import { workQueues } from '../../src/worker/workers.ts';
import { openTestApp } from '../support/app.ts';
import { openLibraryProject } from '../support/library-project.ts';

// Compiled first: nothing else runs in this process meanwhile.
const project = openLibraryProject('docs/webhooks.md', ['standardwebhooks']);
afterAll(() => project.remove());
const mail = {
  ...{ siteName: 'Tea', from: 'shop@example.com', language: 'en', pagesUrl: 'https://shop.example.com' },
  keepUnsent: true,
} as const;
const app = await openTestApp({ workQueues, webhooks: { allowPrivate: true }, mail });

/** Whose password was just given, from here. */
async function administrator(): Promise<string> {
  const { id } = await app.stores.accounts.create({ email: 'admin@example.com', password: null, roles: ['ADMIN'] });
  const client = { ipAddress: '127.0.0.1', userAgent: 'node' };
  return (await app.stores.sessions.start({ userId: id, transport: 'BEARER', client }))?.token ?? '';
}
const admin = app.client(await administrator());

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const received: Received[] = [];
/** What the program answers with, by path. */
const answers = new Map<string, number>();
const program = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const path = request.url ?? '';
  received.push({ path, headers: request.headers, body });
  response.writeHead(answers.get(path) ?? 200, { location: '/elsewhere' }).end('thank you '.repeat(100));
});
program.listen(0, '127.0.0.1');
await once(program, 'listening');
const base = `http://127.0.0.1:${(program.address() as AddressInfo).port}`;
afterAll(() => program.close());

const create = gql`
  mutation ($input: WebhookCreateInput!) {
    webhookCreate(input: $input) {
      webhook { id url types enabled }
      secret
      userErrors { code message field }
    }
  }
`;
const send = (field: string, input: string) =>
  gql`mutation { ${field}(input: { ${input} }) { eventId userErrors { code } } }`;
const look = gql`
  query ($id: ID!) {
    node(id: $id) {
      ... on Webhook {
        enabled
        stopped
        failingSince
        formerSecretUntil
        deliveries { eventId type succeeded attempts status response error }
      }
    }
  }
`;

interface Created {
  webhookCreate: { webhook: { id: string } | null; secret: string; userErrors: { code: string; message: string }[] };
}
interface Looked {
  node: { stopped: boolean; enabled: boolean; deliveries: { eventId: string; attempts: number }[] } | null;
}

async function register(path: string, ...types: string[]): Promise<{ id: string; secret: string }> {
  const { webhookCreate } = await admin.request<Created>(create, { input: { url: `${base}${path}`, types } });
  expect(webhookCreate).toMatchObject({ userErrors: [], secret: expect.stringMatching(/^whsec_/) });
  return { id: webhookCreate.webhook?.id ?? '', secret: webhookCreate.secret };
}

const at = (path: string) => received.filter((each) => each.path === path);
const of = async (id: string) => (await admin.request<Looked>(look, { id })).node;
const verified = ({ headers, body }: Received, secret: string) =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

describe('a webhook', () => {
  it('is told of what has happened, with a signature that the standard’s own library accepts', async () => {
    const { id, secret } = await register('/accounts', 'account.created');
    const account = await app.stores.accounts.create({ email: 'webhooks@example.com', password: null });
    const mine = () => at('/accounts').filter(({ body }) => body.includes(account.id));
    await expect.poll(() => mine().length, { timeout: 10_000 }).toBe(1);
    const [one] = mine() as [Received];
    expect(verified(one, secret)).toMatchObject({
      type: 'account.created',
      timestamp: expect.stringMatching(/^\d{4}-/),
      data: { subject: account.id, accountId: account.id },
    });
    expect(() => verified({ ...one, body: `${one.body} ` }, secret)).toThrow();
    const delivery = { eventId: one.headers['webhook-id'], succeeded: true, status: 200, error: null };
    await expect
      .poll(async () => (await of(id))?.deliveries, { timeout: 10_000 })
      .toContainEqual(expect.objectContaining({ ...delivery, response: 'thank you '.repeat(50) }));
  });

  it('is signed with the former secret as well after a rotation, until that runs out', async () => {
    const { id, secret } = await register('/rotated', 'order.paid');
    const rotate = (seconds: number) => gql`
      mutation { webhookSecretRotate(input: { id: "${id}", overlapSeconds: ${seconds} }) { secret userErrors { code } } }
    `;
    const renew = async (seconds: number) =>
      (await admin.request<{ webhookSecretRotate: { secret: string } }>(rotate(seconds))).webhookSecretRotate.secret;
    const next = await renew(600);
    await admin.request(send('webhookTest', `id: "${id}"`));
    await expect.poll(() => at('/rotated').length, { timeout: 10_000 }).toBe(1);
    const [first] = at('/rotated') as [Received];
    for (const each of [secret, next]) expect(verified(first, each)).toMatchObject({ type: 'webhook.test' });
    const last = await renew(0);
    await admin.request(send('webhookTest', `id: "${id}"`));
    await expect.poll(() => at('/rotated').length, { timeout: 10_000 }).toBe(2);
    const second = at('/rotated')[1] as Received;
    expect(verified(second, last)).toMatchObject({ type: 'webhook.test' });
    expect(() => verified(second, next)).toThrow();
  });

  it('shows what failed, follows no redirect, and sends again what one asks for', async () => {
    const { id } = await register('/moved', 'order.paid');
    answers.set('/moved', 302);
    await admin.request(send('webhookTest', `id: "${id}"`));
    const failed = { type: 'webhook.test', succeeded: false, status: 302, attempts: 1 };
    await expect
      .poll(async () => (await of(id))?.deliveries, { timeout: 10_000 })
      .toEqual([expect.objectContaining(failed)]);
    expect(at('/elsewhere')).toEqual([]);
    expect(await of(id)).toMatchObject({ enabled: true, failingSince: expect.any(String) });
    answers.delete('/moved');
    const eventId = (await of(id))?.deliveries[0]?.eventId ?? '';
    await admin.request(send('webhookDeliveryReplay', `id: "${id}", eventId: "${eventId}"`));
    await expect
      .poll(async () => (await of(id))?.deliveries, { timeout: 10_000 })
      .toEqual([expect.objectContaining({ eventId, succeeded: true, attempts: 2 })]);
    expect(await of(id)).toMatchObject({ failingSince: null });
  });

  it('is disabled where the program answers that it is gone, until somebody enables it', async () => {
    const { id } = await register('/gone', 'order.paid');
    answers.set('/gone', 410);
    await admin.request(send('webhookTest', `id: "${id}"`));
    await expect.poll(() => of(id), { timeout: 10_000 }).toMatchObject({ enabled: false, stopped: true });
    // The administrators are told, each by one mail, also if other deliveries find it disabled.
    const unsent = async () => {
      const { unsentMails } = await admin.request<{ unsentMails: { to: string; subject: string; text: string }[] }>(
        '{ unsentMails { to subject text } }',
      );
      return unsentMails.filter(({ text }) => text.includes(`${base}/gone`));
    };
    await expect.poll(unsent, { timeout: 10_000 }).toHaveLength(1);
    const subject = 'A webhook of Tea was disabled';
    expect(await unsent()).toMatchObject([{ to: 'admin@example.com', subject }]);
    const enable = gql`mutation { webhookUpdate(input: { id: "${id}", enabled: true }) { userErrors { code } } }`;
    await admin.request(enable);
    expect(await of(id)).toMatchObject({ enabled: true, stopped: false, failingSince: null });
  });

  it('is deleted with its deliveries, and what administrators did is in the audit log', async () => {
    const { id } = await register('/deleted', 'order.paid');
    const remove = gql`mutation { webhookDelete(input: { id: "${id}" }) { deletedId userErrors { code } } }`;
    expect(await admin.request(remove)).toEqual({ webhookDelete: { deletedId: id, userErrors: [] } });
    expect(await of(id)).toBeNull();
    expect(await admin.request(remove)).toMatchObject({ webhookDelete: { userErrors: [{ code: 'NOT_FOUND' }] } });
    const log = gql`{ auditLog(first: 50) { nodes { kind } } }`;
    await expect
      .poll(async () => JSON.stringify(await admin.request(log)))
      .toMatch(/webhook_deleted.*webhook_secret_rotated.*webhook_created/);
  });

  it.each([
    [{ url: 'ftp://example.com', types: ['order.paid'] }, 'url must be an address that begins with https://'],
    [{ url: 'https://a:b@example.com', types: ['order.paid'] }, 'url must have no user name or password'],
    [{ url: 'https://example.com', types: [] }, 'types must have 1 to'],
    [{ url: 'https://example.com', types: ['order.lost'] }, 'types has "order.lost", which is no event'],
  ])('is refused with a mistake: %o', async (input, message) => {
    const { webhookCreate } = await admin.request<Created>(create, { input });
    expect(webhookCreate.userErrors).toMatchObject([{ code: 'INVALID', message: expect.stringContaining(message) }]);
  });
});

describe('the program of docs/webhooks.md', () => {
  let child: ChildProcess | undefined;
  afterAll(() => child?.kill());

  it('receives events and verifies them', async () => {
    // A port that was free a moment ago.
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    const url = `http://127.0.0.1:${port}/`;
    const { webhookCreate } = await admin.request<Created>(create, { input: { url, types: ['account.created'] } });
    const env = { ...process.env, PORT: String(port), WEBHOOK_SECRET: webhookCreate.secret };
    child = spawn(process.execPath, ['built/receive.js'], { cwd: project.folder, env });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output, { timeout: 10_000 }).toContain('listening');
    const account = await app.stores.accounts.create({ email: 'documented@example.com', password: null });
    await expect.poll(() => output, { timeout: 10_000 }).toContain(`account.created {"subject":"${account.id}"`);
  });
});
