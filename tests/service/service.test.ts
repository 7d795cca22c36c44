// The registry of services over HTTP and WebSocket, as services in any language and administrators use it.

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { gql } from 'graphql-request';
import { describe, expect, it, vi } from 'vitest';
import { serviceLimits } from '../../src/redis/service/shapes.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { startWorkers } from '../../src/worker/workers.ts';
import { openTestApp } from '../support/app.ts';
import { quietAppSettings } from '../support/app-settings.ts';

const app = await openTestApp();
const workerToken = await app.token('WORKER');
const worker = app.client(workerToken);
const admin = app.client(await app.token('ADMIN'));

const fields =
  'id service instanceId address version metadata status registeredAt lastHeartbeatAt expiresAt registered';
const mutation = (name: string, input: string) => gql`
  mutation Change($input: ${input}!) {
    ${name}(input: $input) { instance { ${fields} } userErrors { code message field } }
  }
`;
const registerMutation = mutation('serviceRegister', 'ServiceRegisterInput');
const heartbeatMutation = mutation('serviceHeartbeat', 'ServiceHeartbeatInput');
const deregisterMutation = mutation('serviceDeregister', 'ServiceDeregisterInput');

interface Instance {
  id: string;
  instanceId: string;
  address: string;
  status: string;
  expiresAt: string;
  registered: boolean;
}
interface Answer {
  instance: Instance | null;
  userErrors: { code: string; message: string; field: string[] | null }[];
}

async function change(document: string, input: object): Promise<Answer> {
  const data = await worker.request<Record<string, Answer>>(document, { input });
  return Object.values(data)[0] as Answer;
}
const register = (input: object) => change(registerMutation, input);
const heartbeat = (input: object) => change(heartbeatMutation, input);
const deregister = (input: object) => change(deregisterMutation, input);

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'OK',
    (error) => error.response.errors[0].extensions.code,
  );

describe('a service', () => {
  it('registers, lives, drains and leaves', async () => {
    const one = { service: 'billing', instanceId: 'b-1' };
    const { instance, userErrors } = await register({
      ...one,
      address: 'https://10.0.0.7:8443/api',
      version: '1.4.2',
      metadata: { zone: 'a' },
      ttlSeconds: 60,
    });
    expect(userErrors).toEqual([]);
    expect(instance).toMatchObject({
      ...one,
      address: 'https://10.0.0.7:8443/api',
      version: '1.4.2',
      metadata: { zone: 'a' },
      status: 'UP',
      registered: true,
    });
    expect(Date.parse(instance?.expiresAt ?? '') - Date.now()).toBeGreaterThan(50_000);

    expect(await heartbeat({ ...one, status: 'DRAINING' })).toMatchObject({ instance: { status: 'DRAINING' } });
    expect(await heartbeat(one)).toMatchObject({ instance: { status: 'DRAINING' } });
    await register({ service: 'billing', instanceId: 'b-2', address: '10.0.0.8:8443' });
    const query = gql`
      {
        service(name: "billing") {
          name
          all: instances { instanceId status }
          up: instances(healthy: true) { instanceId }
          others: instances(healthy: false) { instanceId }
        }
      }
    `;
    expect(await worker.request(query)).toEqual({
      service: {
        name: 'billing',
        all: [
          { instanceId: 'b-1', status: 'DRAINING' },
          { instanceId: 'b-2', status: 'UP' },
        ],
        up: [{ instanceId: 'b-2' }],
        others: [{ instanceId: 'b-1' }],
      },
    });
    const left = { ...one, registered: false };
    expect(await deregister(one)).toMatchObject({ instance: left, userErrors: [] });
    expect(await heartbeat(one)).toMatchObject({
      instance: null,
      userErrors: [{ code: 'NOT_FOUND', field: ['instanceId'], message: expect.stringContaining('register it again') }],
    });
  });

  it('is told which field is wrong', async () => {
    const input = { service: 'bill ing', instanceId: 'b', address: 'https://ann:secret@host', ttlSeconds: 99_999 };
    const { instance, userErrors } = await register(input);
    expect(instance).toBeNull();
    expect(userErrors.map(({ field }) => field)).toEqual([['service'], ['address'], ['ttlSeconds']]);
    expect(JSON.stringify(userErrors)).not.toContain('secret');
  });

  it('and its instances are found again by their ids', async () => {
    await register({ service: 'mail', instanceId: 'm:1@host', address: 'm' });
    const { service } = await admin.request<{ service: { id: string; instances: Instance[] } }>(
      gql`{ service(name: "mail") { id instances { id } } }`,
    );
    const ids = [service.id, service.instances[0]?.id];
    const nodes = gql`
      query Nodes($ids: [ID!]!) {
        nodes(ids: $ids) {
          ... on Service { name }
          ... on ServiceInstance { instanceId }
        }
      }
    `;
    expect(await admin.request(nodes, { ids })).toEqual({ nodes: [{ name: 'mail' }, { instanceId: 'm:1@host' }] });
    expect(await worker.request(nodes, { ids })).toEqual({ nodes: [{ name: 'mail' }, { instanceId: 'm:1@host' }] });
    const customer = app.client(await app.token('CUSTOMER'));
    expect(await customer.request(nodes, { ids })).toEqual({ nodes: [null, null] });
    await deregister({ service: 'mail', instanceId: 'm:1@host' });
    expect(await admin.request(nodes, { ids })).toEqual({ nodes: [null, null] });
    expect(await admin.request(gql`{ service(name: "mail") { name } }`)).toEqual({ service: null });
    expect(await admin.request(gql`{ service(name: "no such {name}") { name } }`)).toEqual({ service: null });
  });

  it('is nobody’s business without the right', async () => {
    const input = { service: 's', instanceId: 'i', address: 'a' };
    const operations: [string, object?][] = [
      [registerMutation, { input }],
      [heartbeatMutation, { input: { service: 's', instanceId: 'i' } }],
      [deregisterMutation, { input: { service: 's', instanceId: 'i' } }],
      [gql`{ services { name } }`],
      [gql`{ service(name: "s") { name } }`],
    ];
    const customer = app.client(await app.token('CUSTOMER'));
    for (const [document, variables] of operations) {
      expect(await code(app.client().request(document, variables)), document).toBe('UNAUTHENTICATED');
      expect(await code(customer.request(document, variables)), document).toBe('FORBIDDEN');
    }
  });
});

describe('docs/services.md', () => {
  it('shows what works, in its order, and what is told of it', async () => {
    const page = readFileSync(new URL('../../docs/services.md', import.meta.url), 'utf8');
    const blocks = Array.from(page.matchAll(/^```graphql\n([\s\S]*?)^```$/gm), ([, text]) => text as string);
    const [query, watch] = [blocks.splice(2, 1)[0] as string, blocks.pop() as string];
    expect(blocks).toHaveLength(3);
    const stream = app.socket(workerToken).iterate<{ serviceChanged: Instance }>({ query: watch });
    const told: string[] = [];
    const listening = (async () => {
      for await (const { data } of stream)
        if (data?.serviceChanged.instanceId === 'mail-1')
          told.push(data.serviceChanged.registered ? data.serviceChanged.status : 'gone');
    })();
    // Until the stream is there.
    await expect
      .poll(async () => {
        await register({ service: 'mail', instanceId: 'mail-1', address: `${Math.random()}` });
        return told.length;
      })
      .toBeGreaterThan(0);
    await deregister({ service: 'mail', instanceId: 'mail-1' });
    await expect.poll(() => told.at(-1)).toBe('gone');
    told.length = 0;
    for (const text of blocks) {
      if (text === blocks[2])
        expect(await worker.request(query)).toMatchObject({ service: { instances: [{ address: '10.0.0.9:2525' }] } });
      const answer = await worker.request<Record<string, Answer>>(text);
      for (const { userErrors } of Object.values(answer)) expect(userErrors, text).toEqual([]);
    }
    await expect.poll(() => told).toEqual(['UP', 'DRAINING', 'gone']);
    await stream.return?.();
    await listening;
  });

  it('states the limits of the code', () => {
    const page = readFileSync(new URL('../../docs/services.md', import.meta.url), 'utf8');
    const table = page.slice(page.indexOf('## Limits'));
    const { services, instancesPerService, metadataBytes, ttlMinSeconds, ttlMaxSeconds } = serviceLimits;
    for (const [name, figure] of [
      ['services', services],
      ['instances of a service', instancesPerService],
      ['`metadata`', metadataBytes],
      ['`ttlSeconds`', ttlMinSeconds],
      ['`ttlSeconds`', ttlMaxSeconds],
    ] as const)
      expect(table).toMatch(new RegExp(`^\\| ${name} \\| .*\\b${figure.toLocaleString('en-US')}\\b`, 'm'));
  });
});

describe('all services', () => {
  it('hold Mortar itself, from the start', async () => {
    await expect
      .poll(() => admin.request(gql`{ service(name: "mortar-api") { instances { address status version } } }`))
      .toMatchObject({ service: { instances: [{ address: app.url, status: 'UP', version: expect.any(String) }] } });
  });

  it('hold its workers with their queues, until they end', async () => {
    const query = gql`{ service(name: "mortar-worker") { instances { address status metadata } } }`;
    const workers = startWorkers(app.stores, ['pictures'], quietAppSettings.log);
    await expect
      .poll(() => admin.request(query))
      .toMatchObject({
        service: { instances: [{ address: hostname(), status: 'UP', metadata: { queues: ['pictures'] } }] },
      });
    await workers.close();
    expect(await admin.request(query)).toEqual({ service: null });
  });

  it('are read with their instances at once, several services of a shard in a script', async () => {
    for (const service of ['r-1', 'r-2', 'r-3'])
      for (const instanceId of ['1', '2', '3', '4']) await register({ service, instanceId, address: 'a' });
    const reads = vi.spyOn(app.stores.redis, 'run');
    const { services } = await admin.request<{ services: { name: string; instances: Instance[] }[] }>(
      gql`{ services { name instances { instanceId status } } }`,
    );
    expect(services.filter(({ name }) => name.startsWith('r-')).map(({ instances }) => instances.length)).toEqual([
      4, 4, 4,
    ]);
    const asked = reads.mock.calls.filter(([script]) => script.name === 'service/read').length;
    reads.mockRestore();
    const shards = serviceShards(app.stores.redis);
    const perShard = shards.numbers.map((shard) => services.filter(({ name }) => shards.of(name) === shard).length);
    const scripts = perShard.map((count) => Math.ceil(count / serviceLimits.servicesRead));
    expect(asked).toBe(scripts.reduce((sum, count) => sum + count, 0));
  });
});

describe('serviceChanged', () => {
  const subscription = (service?: string) =>
    `subscription { serviceChanged${service ? `(service: "${service}")` : ''} { instanceId address status registered } }`;

  /** Everything that is delivered until it is stopped. */
  function watch(service?: string) {
    const heard: unknown[] = [];
    const stream = app.socket(workerToken).iterate<{ serviceChanged: Instance }>({ query: subscription(service) });
    const done = (async () => {
      for await (const { data } of stream) heard.push(data?.serviceChanged);
    })();
    const lines = () =>
      (heard as Instance[]).map(
        ({ instanceId, address, status, registered }) => `${instanceId} ${address} ${registered ? status : 'gone'}`,
      );
    const stop = async (): Promise<void> => {
      await stream.return?.();
      await done;
    };
    return { lines, stop };
  }

  it('tells each change of a service once, in order, and nothing of others', async () => {
    const [one, all] = [watch('live'), watch()];
    const probe = { service: 'live', instanceId: 'probe' };
    // Until both streams are there.
    await expect
      .poll(async () => {
        await register({ ...probe, address: `p${Math.random()}` });
        return Math.min(one.lines().length, all.lines().length);
      })
      .toBeGreaterThan(0);
    await deregister(probe);
    await expect.poll(() => one.lines().at(-1)).toMatch(/gone$/);
    const [from, fromAll] = [one.lines().length, all.lines().length];

    await register({ service: 'live', instanceId: '1', address: 'a' });
    await register({ service: 'other', instanceId: 'o', address: 'a' });
    await heartbeat({ service: 'live', instanceId: '1' });
    await heartbeat({ service: 'live', instanceId: '1', status: 'DRAINING' });
    await heartbeat({ service: 'live', instanceId: '1' });
    await register({ service: 'live', instanceId: '1', address: 'b', ttlSeconds: 1 });
    const expected = ['1 a UP', '1 a DRAINING', '1 b UP', '1 b DOWN'];
    // Nobody but Mortar looks whose time has come.
    await expect.poll(() => one.lines().slice(from)).toEqual(expected);
    expect(await heartbeat({ service: 'live', instanceId: '1' })).toMatchObject({ instance: { status: 'UP' } });
    await deregister({ service: 'live', instanceId: '1' });
    await expect.poll(() => one.lines().slice(from)).toEqual([...expected, '1 b UP', '1 b gone']);
    await expect
      .poll(() =>
        all
          .lines()
          .slice(fromAll)
          .filter((line) => line.startsWith('o ')),
      )
      .toEqual(['o a UP']);
    await one.stop();
    await all.stop();
  });

  it('says what is no name of a service', async () => {
    const { value } = await app
      .socket(workerToken)
      .iterate({ query: subscription('no name') })
      .next();
    expect(value).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: ['service'] } }],
    });
  });
});
