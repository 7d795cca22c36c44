// What a plugin may add beside fields of Mortar's types, and what becomes of it where it fails.

import { gql } from 'graphql-request';
import { Counter } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { definePlugin, type MortarPlugin } from '../../src/plugins/plugin.ts';
import { openTestApp } from '../support/app.ts';
import { watch } from '../support/shopper.ts';

let isWell = true;
let closed = 0;

const weather = definePlugin({
  name: 'weather',
  stores: (redis, mortar) => ({ key: redis.key('today', 'report'), mortar, client: redis.client }),
  schema(builder, { own, apiError }) {
    const Report = builder.objectRef<{ words: string }>('WeatherReport').implement({
      description: 'A report on the weather.',
      fields: (t) => ({ words: t.exposeString('words', { description: 'The report.' }) }),
    });
    builder.queryFields((t) => ({
      weather: t.field({
        type: Report,
        nullable: true,
        description: 'The report of today.',
        authScopes: { public: true },
        resolve: async () => {
          const words = await own.client.get(own.key);
          return words === null ? null : { words };
        },
      }),
      weatherForStaff: t.field({
        type: Report,
        description: 'The report for those who work here.',
        authScopes: { role: 'ADMIN' },
        resolve: () => ({ words: 'Bring a coat.' }),
      }),
      weatherBroken: t.string({
        description: 'Fails.',
        authScopes: { public: true },
        resolve: () => {
          throw new Error('the secret of the plugin');
        },
      }),
      weatherRefused: t.string({
        description: 'Is refused.',
        authScopes: { public: true },
        resolve: () => {
          throw apiError('BAD_USER_INPUT', 'There is no weather there.');
        },
      }),
    }));
    for (const [name, authScopes, field, all] of [
      ['weatherChanges', { role: 'ADMIN' }, 1, ['Rain.', 'Sun.']],
      ['weatherStorms', { public: true }, 1, ['Storm.']],
      ['weatherOfEveryPlace', { public: true }, 1_000_000, []],
    ] as const)
      builder.subscriptionField(name, (t) =>
        t.field({
          type: Report,
          description: 'The reports as they come.',
          authScopes,
          complexity: { field },
          subscribe: async function* () {
            for (const words of all) yield { words };
          },
          resolve: (report) => report,
        }),
      );
  },
  rateLimits: [
    {
      name: 'storms',
      description: 'Subscriptions to warnings.',
      scope: 'IP',
      limit: 2,
      windowSeconds: 3_600,
      targets: ['Subscription.weatherStorms'],
    },
  ],
  routes: () => [
    { path: '/weather', methods: ['GET'], handle: ({ response }) => response.end('Rain.') },
    {
      path: '/weather/broken',
      methods: ['GET'],
      handle: () => {
        throw new Error('the secret of the plugin');
      },
    },
  ],
  health: () => isWell,
  metrics: (registry) => {
    new Counter({ name: 'weather_reports_total', help: 'Reports', registers: [registry] }).inc(3);
  },
  close: () => {
    closed += 1;
  },
});

const app = await openTestApp({ program: { plugins: [weather] } });

describe('the schema', () => {
  it('has types and queries of the plugin, which read what it keeps', async () => {
    const { client, prefix } = app.stores.redis;
    await client.set(`${prefix}:plugin:{weather:today}:report`, 'Rain.');
    expect(await app.client().request('{ weather { words } }')).toEqual({ weather: { words: 'Rain.' } });
  });

  it('holds the scopes of its root fields', async () => {
    const query = gql`{ weatherForStaff { words } }`;
    await expect(app.client(await app.token('CUSTOMER')).request(query)).rejects.toThrow('FORBIDDEN');
    expect(await app.client(await app.token('ADMIN')).request(query)).toEqual({
      weatherForStaff: { words: 'Bring a coat.' },
    });
  });

  it('has its subscriptions', async () => {
    const reports = watch(app.socket(await app.token('ADMIN')), 'subscription { weatherChanges { words } }');
    expect(await reports.next()).toEqual({ weatherChanges: { words: 'Rain.' } });
    expect(await reports.next()).toEqual({ weatherChanges: { words: 'Sun.' } });
    expect(await reports.next()).toBeUndefined();
  });

  it('holds the scopes, costs and limits of its subscriptions', async () => {
    const first = async (field: string) =>
      (
        await app
          .socket()
          .iterate({ query: `subscription { ${field} { words } }` })
          .next()
      ).value;
    const storm = { data: { weatherStorms: { words: 'Storm.' } } };
    expect([await first('weatherStorms'), await first('weatherStorms')]).toEqual([storm, storm]);
    const refused = (code: string) => [{ extensions: { code } }];
    const codeOf = (field: string) => first(field).catch((errors: unknown) => errors);
    expect(await codeOf('weatherStorms')).toMatchObject(refused('RATE_LIMITED'));
    expect(await codeOf('weatherOfEveryPlace')).toMatchObject(refused('OPERATION_TOO_COMPLEX'));
    expect(await codeOf('weatherChanges')).toMatchObject({ errors: refused('UNAUTHENTICATED') });
  });

  it('shows what a resolver means to tell, and hides what it does not', async () => {
    const failed = (await app
      .client()
      .request('{ weatherBroken }')
      .catch((error: Error) => error)) as Error;
    expect(failed.message).toContain('INTERNAL_SERVER_ERROR');
    expect(failed.message).not.toContain('secret');
    await expect(app.client().request('{ weatherRefused }')).rejects.toThrow('There is no weather there.');
  });
});

it('serves its routes, and goes on where one fails', async () => {
  expect(await (await fetch(`${app.url}/weather`)).text()).toBe('Rain.');
  const broken = await fetch(`${app.url}/weather/broken`);
  expect(broken.status).toBe(500);
  expect(await broken.text()).not.toContain('secret');
  expect((await fetch(`${app.url}/weather`, { method: 'POST' })).status).toBe(405);
});

it('shows at /health/ready whether it is well, and only who needs it is sent elsewhere', async () => {
  const ready = async (query = '') => {
    const response = await fetch(`${app.url}/health/ready${query}`);
    return [response.status, ((await response.json()) as { plugins: unknown }).plugins];
  };
  expect(await ready('?needs=weather')).toEqual([200, { weather: 'well' }]);
  isWell = false;
  await expect.poll(() => ready()).toEqual([200, { weather: 'unwell' }]);
  expect(await ready('?needs=weather')).toEqual([503, { weather: 'unwell' }]);
});

it('shows its metrics', async () => {
  expect(await app.registry.metrics()).toContain('weather_reports_total 3');
});

it('is closed with Mortar', async () => {
  const other = await openTestApp({ program: { plugins: [weather] } });
  await other.close();
  expect(closed).toBe(1);
});

describe('a plugin that fails at the start is named in one line', () => {
  const failing = (): never => {
    throw new Error('no such file\n  at line 3');
  };
  const field = { description: 'A field.', resolve: () => 'x' };
  const root =
    (options: object): MortarPlugin['schema'] =>
    (builder) =>
      builder.queryField('loyalty', (t) => t.string(options as never));
  const cases: readonly (readonly [string, Partial<MortarPlugin>, string])[] = [
    ['stores', { stores: failing }, 'stores: no such file'],
    ['schema', { schema: failing }, 'schema: no such file'],
    ['jobs', { jobs: failing }, 'jobs: no such file'],
    ['routes', { routes: failing }, 'routes: no such file'],
    ['metrics', { metrics: failing }, 'metrics: no such file'],
    ['a root field without scopes', { schema: root(field) }, 'schema: Query.loyalty has no authScopes'],
    [
      'a root field without a description',
      { schema: root({ ...field, description: '', authScopes: { public: true } }) },
      'schema: Query.loyalty has no description',
    ],
    [
      'a field that Mortar has',
      { schema: (builder, { types }) => builder.objectField(types.Order, 'number', (t) => t.string(field)) },
      'schema: Order.number is there already',
    ],
    [
      'a type that Mortar has',
      { schema: (builder) => void builder.objectRef('Order').implement({ fields: (t) => ({ x: t.string(field) }) }) },
      'schema: Duplicate typename',
    ],
    [
      'a path that Mortar serves',
      { routes: () => [{ path: '/dashboard/mine', methods: ['GET'], handle: () => {} }] },
      'routes: the path /dashboard/mine is taken by /dashboard/*',
    ],
    [
      'a rate limit of a field that there is not',
      { rateLimits: [{ name: 'loyalty', targets: ['Mutation.loyalty'] }] },
      'The rate limit loyalty has the target Mutation.loyalty, which the schema does not have',
    ],
    [
      'a tag that is no text',
      { stores: (redis) => redis.key('{a}') },
      'stores: "{a}" cannot be part of a key: it must be text of 1 to 300 characters without braces',
    ],
  ];
  it.each(cases)('%s', async (_what, parts, line) => {
    const failed = await openTestApp({ program: { plugins: [{ name: 'loyalty', ...parts }] } }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    expect(failed).toMatchObject({ code: 'ERR_PLUGIN', message: expect.stringContaining(line) });
    expect((failed as Error).message).not.toContain('\n');
  });

  it('two handlers of one job', async () => {
    const plugin: MortarPlugin = {
      name: 'loyalty',
      jobs: () => [{ name: 'demo.countdown', payload: { '~standard': {} } as never, run: async () => {} }],
    };
    await expect(openTestApp({ program: { plugins: [plugin] }, workQueues: ['default'] })).rejects.toMatchObject({
      code: 'ERR_PLUGIN',
    });
  });
});
