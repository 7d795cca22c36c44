// Metrics and experiments.

import { ExperimentVisitors } from '../../../src/redis/experiment/visitor.ts';
import type { MetricEvent } from '../../../src/redis/metric/metric.ts';
import { AnyJson, fixed } from '../hostile.ts';
import { type FuzzSubject, keptForEver, type World } from '../subject.ts';

const from = () => new Date(Date.now() - 3 * 86_400_000);
const to = () => new Date();
const range = () => [from(), to()] as const;

const days = () => ({ from: from().toISOString().slice(0, 10), to: to().toISOString().slice(0, 10) });

/** Of which it must be looked at whether it is still there. */
const oldRange = () => [41, 40].map((days) => new Date(Date.now() - days * 86_400_000)) as [Date, Date];

const view = ({ next }: World) => ({
  ...{
    id: `e-${next()}`,
    type: fixed('PAGE_VIEW'),
    visitorId: `v-${next() % 9}`,
    path: '/products/a?b=c',
    at: new Date(),
  },
  ...{ referrer: 'https://example.org/', userAgent: 'Mozilla/5.0 (X11) Firefox/130.0', country: 'DE', campaign: 'x' },
  properties: new AnyJson({ sku: 'a' }),
});
const purchase = ({ next }: World) => ({
  ...{ eventId: `p-${next()}`, type: fixed('PURCHASE'), visitorId: `v-${next() % 9}`, name: 'bought', at: new Date() },
  value: { minor: 100n, currency: 'EUR' },
});

const engagement = ({ next }: World) => ({
  ...{ eventId: `t-${next()}`, type: fixed('ENGAGEMENT'), visitorId: `v-${next() % 9}`, at: new Date() },
  ...{ path: '/products/a', seconds: 9 },
});
const click = ({ next }: World) => ({
  ...{ eventId: `o-${next()}`, type: fixed('OUTBOUND'), visitorId: `v-${next() % 9}`, at: new Date() },
  target: 'https://elsewhere.example/a',
});

const to2100 = () => new Date(Date.UTC(2100, 0));
async function opened({ siteShares }: World['stores'], site: string) {
  const { token } = await siteShares.create({ site, name: 'n', password: 'a password' });
  return { token, password: 'another one', network: 'n' };
}
async function revoked({ siteShares }: World['stores'], site: string): Promise<[string, string]> {
  return [site, (await siteShares.create({ site, name: 'n' })).share.digest];
}

export const metricSubject: FuzzSubject = {
  name: 'metric',
  objects: ({ stores }) => ({
    metrics: stores.metrics,
    feed: stores.metrics.feed,
    sites: stores.sites,
    metricExport: stores.metricExport,
    siteGoals: stores.siteGoals,
    siteRoles: stores.siteRoles,
    siteShares: stores.siteShares,
    visitorData: stores.visitorData,
    goalReports: stores.goalReports,
  }),
  methods: {
    'metrics.track': { good: (world) => ['site', [view(world), view(world)], { imported: false }] },
    'metrics.track#purchase': { good: (world) => ['site', [purchase(world)]] },
    'metrics.track#import': { good: (world) => ['site', [view(world), purchase(world)], { imported: true }] },
    'metrics.track#beside': { good: (world) => ['site', [engagement(world), click(world)]] },
    'metrics.dailyVisitors': { good: () => ['site'] },
    'metrics.live': { good: () => ['site'] },
    'metrics.completeFrom': { good: () => [] },
    'metrics.totals': { good: () => ['site', ...range()] },
    'metrics.totals#filter': {
      good: () => [
        'site',
        ...range(),
        { browser: ['Firefox'], not: { page: ['/b'] }, property: { name: 'sku', values: ['a'] } },
      ],
    },
    'metrics.shifted': {
      good: () => {
        const [from, to] = range();
        return [fixed('PERIOD'), { from, to }, 'Europe/Berlin', true];
      },
    },
    'metrics.valuesOfVisits': { good: () => ['site', fixed('BROWSER'), ...range()] },
    'metrics.series': { good: () => ['site', fixed('PAGE_VIEWS'), fixed('HOUR'), ...range()] },
    'metrics.series#old': { good: () => ['site', fixed('VISITORS'), fixed('HOUR'), ...oldRange()] },
    'metrics.series#zone': { good: () => ['site', fixed('VISITORS'), fixed('DAY'), ...range(), 'Europe/Berlin'] },
    'metrics.revenueSeries': { good: () => ['site', fixed('HOUR'), ...range(), 'Asia/Kolkata'] },
    'metrics.top': { good: () => ['site', fixed('PAGE'), ...range(), 5] },
    'metrics.top#visits': {
      good: () => ['site', fixed('BROWSER'), ...range(), 5, { filter: { page: ['/*'] }, orderBy: fixed('REVENUE') }],
    },
    'metrics.retention#filter': { good: () => ['site', from(), 3, { page: ['/*'] }] },
    'metrics.funnel#filter': { good: () => ['site', ['/a'], ...range(), { country: ['DE'] }] },
    'metrics.funnel': { good: () => ['site', ['/products/a', 'bought'], ...range()] },
    'metrics.retention#old': { good: () => ['site', oldRange()[0], 2] },
    'metrics.retention': { good: () => ['site', from(), 3] },
    'metrics.journey': { good: () => ['site', 'v-1', 5] },
    'metrics.dropped': { good: () => ['site', ...range()] },
    'metrics.importSalt': { good: () => [] },
    'metrics.close': { good: () => [] },
    'feed.add': {
      good: ({ next }) => {
        const event = { eventId: `f-${next()}`, type: 'CUSTOM', visitorId: 'v', name: 'n' } as unknown as MetricEvent;
        return ['feed', [{ site: 'feed', event, atMs: 1e12, label: 'n' }]];
      },
    },
    'visitorData.page': { good: () => [{ site: 'site', visitorId: 'v-1' }, null] },
    'visitorData.erase': { good: ({ next }) => [{ site: 'site', visitorId: `v-${next() % 9}` }] },
    'feed.of': { good: () => ['site', 'v-1'] },
    'feed.forget': { good: ({ next }) => ['site', `v-${next() % 9}`] },
    'siteGoals.set': {
      good: ({ next }) => [
        { site: 'site', name: `goal-${next() % 9}`, page: '/products/*', value: { minor: 5n, currency: 'EUR' } },
      ],
    },
    'siteGoals.set#event': {
      good: ({ next }) => [{ site: 'site', name: `bought-${next() % 9}`, event: 'bought', valueOfEvent: true }],
    },
    'siteGoals.list': { good: () => ['site'] },
    'siteGoals.listed': { good: () => ['site'] },
    'siteGoals.find': { good: () => ['site', 'goal-1'] },
    'siteGoals.delete': { good: ({ next }) => ['site', `goal-${next() % 9}`] },
    'siteGoals.goalsOf': { good: () => ['site'] },
    'siteShares.list': { good: () => ['site'] },
    'siteShares.find': { good: () => ['site', 'd'] },
    'siteShares.create': {
      good: ({ next }) => [{ site: `site-${next() % 9}`, name: 'n', password: 'a password', expiresAt: to2100() }],
    },
    'siteShares.open': {
      good: async ({ stores, next }) => [await opened(stores, `open-${next()}`)],
      mayChange: /:guesses:/,
    },
    'siteShares.revoke': { good: async ({ stores, next }) => revoked(stores, `open-${next()}`) },
    'siteRoles.find': { good: () => ['site', 'u-1'] },
    'siteRoles.ofAccount': { good: () => ['u-1'] },
    'siteRoles.page': { good: () => ['site', { after: null, size: 5, backwards: false }] },
    'siteRoles.count': { good: () => ['site'] },
    'siteRoles.set': { good: ({ next }) => [`site-${next() % 9}`, `u-${next() % 9}`, fixed('VIEWER')] },
    'siteRoles.remove': { good: ({ next }) => [`site-${next() % 9}`, `u-${next() % 9}`] },
    'siteRoles.forget': { good: ({ next }) => [`u-${next() % 9}`] },
    'goalReports.totals': { good: () => ['site', ...range()] },
    'goalReports.series': {
      good: async ({ stores }) => {
        await stores.siteGoals.set({ site: 'site', name: 'goal', event: 'bought' });
        return ['site', 'goal', { interval: fixed('HOUR'), from: from(), to: to(), timezone: undefined }];
      },
    },
    'metricExport.page': {
      good: () => [{ ...days(), site: 'default', by: null, format: fixed('CSV'), after: null }],
    },
    'metricExport.page#values': {
      good: () => [{ ...days(), site: 'default', by: fixed('PAGE'), format: fixed('JSON_LINES'), after: null }],
    },
    'metricExport.count': { good: () => [{ ...days(), site: 'default' }] },
    'sites.list': { good: () => [] },
    'sites.listed': { good: () => [] },
    'sites.find': { good: () => ['site'] },
    'sites.set': { good: ({ next }) => [`site-${next() % 9}`, ['example.com'], 'Europe/Berlin'] },
    'sites.ownHosts': { good: () => ['site'] },
    'sites.refusalOf': { good: () => ['site', 'https://example.com'] },
    'sites.countRefused': { good: () => ['site', fixed('unknown_site'), 3] },
    'sites.adoptStored': { good: () => [] },
    'feed.head': { good: () => ['site'] },
    'feed.read': { good: async ({ stores }) => ['site', await stores.metrics.feed.head('site'), 5] },
  },
  async broken({ redis, stores }) {
    const problems: string[] = [];
    const sums = await stores.metrics.totals(
      'site',
      new Date(Date.now() - 10 * 86_400_000),
      new Date(Date.now() + 60_000),
    );
    for (const [name, value] of Object.entries(sums))
      if (typeof value === 'number' && !(value >= 0)) problems.push(`${name} is ${value}`);
    return [...problems, ...(await keptForEver(redis, '{an:*}:*'))];
  },
  close: ({ stores }) => stores.metrics.close(),
};

const experiment = (key: string) => ({
  ...{ key, description: 'which', goal: 'bought', coverage: 1 },
  variants: [
    { key: 'a', weight: 1 },
    { key: 'b', weight: 2 },
  ],
  windowSeconds: 259_200,
  plannedVisitors: 10_000,
  revenueCaps: [{ currency: 'EUR', minor: 3 }],
  testers: [{ variant: 'a', visitorIds: ['t'], accountIds: ['t'] }],
  metrics: [{ key: 'm', event: 'bought', kind: 'REVENUE' as const, currency: 'EUR', cap: 4, mayFallBy: 0.1 }],
  timezone: 'Asia/Kathmandu',
});

async function begun({ stores, next }: World): Promise<string> {
  const key = `exp-${next() % 40}`;
  const before = await stores.experiments.find(key);
  if (before?.state === 'RUNNING') await stores.experiments.stop(key);
  await stores.experiments.set(experiment(key));
  return key;
}

async function running(world: World): Promise<string> {
  const key = await begun(world);
  await world.stores.experiments.start(key);
  return key;
}

const goal = ({ next }: World) => ({
  event: {
    eventId: `g-${next()}`,
    type: 'CUSTOM',
    name: 'bought',
    visitorId: 'v',
    value: { minor: 5n, currency: 'EUR' },
  },
  atMs: Date.now(),
});

export const experimentSubject: FuzzSubject = {
  name: 'experiment',
  objects: ({ stores }) => ({
    experiments: stores.experiments,
    visitors: new ExperimentVisitors(stores.redis, stores.experiments),
  }),
  methods: {
    'experiments.list': { good: () => [] },
    'experiments.listed': { good: () => [] },
    'experiments.find': { good: async (world) => [await begun(world)] },
    'experiments.set': { good: ({ next }) => [experiment(`set-${next() % 20}`)] },
    'experiments.start': { good: async (world) => [await begun(world)] },
    'experiments.stop': { good: async (world) => [await running(world)] },
    'experiments.rollOut': { good: async (world) => [await running(world), fixed('a')] },
    'experiments.assign': {
      good: async (world) => [
        {
          key: await running(world),
          visitorId: 'v',
          userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          ...{ country: 'DE', referrer: 'https://www.google.com/', returning: true, ipAddress: '192.0.2.1' },
        },
        'account',
      ],
    },
    'experiments.seenBy': { good: ({ next }) => [`account-${next()}`] },
    'experiments.dropTester': { good: async (world) => [await begun(world), `v-${world.next() % 9}`] },
    'visitors.of': { good: ({ next }) => [`v-${next() % 9}`] },
    'visitors.erase': {
      good: async (world) => {
        const visitorId = `v-${world.next() % 9}`;
        await world.stores.experiments.assign({ key: await running(world), visitorId });
        return [visitorId];
      },
    },
    'experiments.forget': { good: ({ next }) => [`account-${next()}`] },
    'experiments.assign#guest': { good: async (world) => [{ key: await running(world), visitorId: 'v' }] },
    'experiments.assign#alias': {
      good: async (world) => {
        const key = await running(world);
        await world.stores.experiments.assign({ key, visitorId: 'first' }, `account-${key}`);
        return [{ key, visitorId: `v-${world.next()}` }, `account-${key}`];
      },
    },
    'experiments.goalsAmong': {
      good: (world) => [[goal(world)]],
      endless: 'It looks at what an event is, not at its time.',
    },
    'experiments.convert': {
      good: async (world) => {
        await world.stores.experiments.assign({ key: await running(world), visitorId: 'v' });
        return [[goal(world)]];
      },
    },
    'experiments.convert#refund': {
      good: async (world) => {
        await world.stores.experiments.assign({ key: await running(world), visitorId: 'v' });
        const bought = goal(world);
        await world.stores.experiments.convert([bought] as never);
        return [[{ ...goal(world), event: { ...goal(world).event, type: 'REFUND' } }]];
      },
    },
    'experiments.visitorsOf': { good: async (world) => [await running(world)] },
    'experiments.days': {
      endless: 'It reads which experiment that is and its variants, not their weights.',
      good: async (world) => {
        const key = await running(world);
        await world.stores.experiments.assign({ key, visitorId: 'v' });
        return [await world.stores.experiments.find(key)];
      },
    },
    'experiments.segments': {
      endless: 'It reads which experiment that is and its variants, not their weights.',
      good: async ({ stores, next }) => [await stores.experiments.set(experiment(`s-${next() % 9}`))],
    },
    'experiments.counts': {
      endless: 'It reads which experiment that is and its variants, not their weights.',
      good: async ({ stores, next }) => [await stores.experiments.set(experiment(`c-${next() % 9}`))],
    },
  },
  async broken({ stores }) {
    const problems: string[] = [];
    for (const each of await stores.experiments.list()) {
      const sum = each.variants.reduce((total, { weight }) => total + weight, 0);
      if (!(Math.abs(sum - 1) < 1e-9) || !(each.coverage >= 0)) problems.push(`${each.key} is not whole`);
    }
    return problems;
  },
};
