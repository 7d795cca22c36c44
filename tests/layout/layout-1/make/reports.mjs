// Events of several days and sites, experiments with their visitors, and what products go with which.

import { hash } from 'node:crypto';

const dayMs = 86_400_000;

export async function makeReports(stores) {
  const experiments = await makeExperiments(stores);
  const metrics = await makeMetrics(stores);
  const counted = {};
  for (const experiment of await stores.experiments.list())
    counted[experiment.key] = { experiment, counts: await stores.experiments.counts(experiment) };
  return { ...metrics, experiments: { ...experiments, counted }, ...(await makeRecommendations(stores)) };
}

/** Two experiments: one runs, the other has been changed after a run and stopped. */
async function makeExperiments({ experiments }) {
  const variants = [
    { key: 'grey', weight: 0.5 },
    { key: 'green', weight: 0.5 },
  ];
  await experiments.set({ key: 'button', description: 'Grey or green?', variants, goal: 'PURCHASE' });
  await experiments.start('button');
  await experiments.set({
    key: 'headline',
    variants: [{ key: 'a' }, { key: 'b' }, { key: 'c' }],
    coverage: 0.8,
    goal: 'signup',
  });
  await experiments.start('headline');
  const shown = {};
  for (let number = 0; number < 40; number += 1) {
    const visitorId = `visitor-${number}`;
    const { variant } = await experiments.assign({ key: 'button', visitorId });
    shown[visitorId] = variant;
    await experiments.assign({ key: 'headline', visitorId });
  }
  await experiments.assign({ key: 'button', visitorId: 'visitor-0' }, 'account-1');
  await experiments.assign({ key: 'button', visitorId: 'second-device' }, 'account-1');
  await experiments.stop('headline');
  await experiments.set({ key: 'draft', variants: [{ key: 'x' }, { key: 'y' }], goal: 'PURCHASE' });
  return { shown };
}

async function makeMetrics(stores) {
  const { metrics } = stores;
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const sites = ['default', 'blog.example', 'shop_eu'];
  for (const [index, site] of sites.entries()) {
    for (let day = 1; day <= 4; day += 1) await metrics.track(site, eventsOf(today - day * dayMs, day, 9 - 4 * index));
  }
  const old = eventsOf(today - 20 * dayMs, 20, 6);
  await metrics.track('default', old, { imported: true });
  // Purchases of visitors of the running experiment count as its goals.
  const purchases = Array.from({ length: 10 }, (_, number) => ({
    id: `goal-${number}`,
    type: 'PURCHASE',
    visitorId: `visitor-${number}`,
    value: { minor: 1_000 + number, currency: 'EUR' },
    at: new Date(),
  }));
  await metrics.track('default', purchases);
  await metrics.track('default', [
    { id: 'late', type: 'PAGE_VIEW', path: '/x', visitorId: 'v', at: new Date(today - 9 * dayMs) },
  ]);
  await metrics.track('default', [
    { id: 'bot', type: 'PAGE_VIEW', path: '/x', visitorId: 'v', userAgent: 'Googlebot/2.1' },
  ]);
  return { metrics: await readMetrics(stores, sites, today) };
}

function eventsOf(dayStart, day, visitors) {
  const paths = ['/', '/products', '/products/oak-chair?color=red', '/cart'];
  const events = [];
  for (let visitor = 0; visitor < visitors; visitor += 1) {
    const base = {
      visitorId: `v${visitor % 9}`,
      userAgent: 'Mozilla/5.0 (iPhone) Safari/604.1',
      country: visitor % 2 ? 'DE' : 'FR',
    };
    const at = (minute) => new Date(dayStart + (visitor * 67 + minute) * 60_000);
    for (const [step, path] of paths.slice(0, 1 + (visitor % 4)).entries())
      events.push({
        ...base,
        id: `day${day}-${visitor}-${step}`,
        type: 'PAGE_VIEW',
        path,
        at: at(step * 2),
        referrer: step === 0 ? 'https://search.example/q' : null,
        campaign: visitor % 3 ? null : 'spring',
      });
    if (visitor % 4 === 3)
      events.push({
        ...base,
        id: `day${day}-${visitor}-buy`,
        type: 'PURCHASE',
        value: { minor: 4_200, currency: 'EUR' },
        at: at(9),
      });
    if (visitor % 5 === 0)
      events.push({ ...base, id: `day${day}-${visitor}-up`, type: 'CUSTOM', name: 'signup', at: at(10) });
  }
  return events;
}

async function readMetrics({ metrics }, sites, today) {
  const answers = [];
  for (const site of sites) {
    const [from, to] = [new Date(today - 4 * dayMs), new Date(today)];
    answers.push({
      site,
      totals: await metrics.totals(site, from, to),
      series: await metrics.series(site, 'VISITORS', 'DAY', from, to),
      pages: await metrics.top(site, 'PAGE', from, to, 10),
      countries: await metrics.top(site, 'COUNTRY', from, to, 10),
      transitions: await metrics.top(site, 'TRANSITION', from, to, 10),
      funnel: await metrics.funnel(site, ['/', '/products', 'PURCHASE'], from, to),
      retention: await metrics.retention(site, from, 5),
      imported: await metrics.totals(site, new Date(today - 21 * dayMs), new Date(today - 19 * dayMs)),
    });
  }
  return { fromMs: today - 4 * dayMs, toMs: today, answers };
}

async function makeRecommendations({ recommendations, recentViews }) {
  for (let number = 0; number < 3; number += 1) {
    await recommendations.learn('purchase', [
      { skus: ['OAK-TABLE', 'OAK-LAMP', 'PINE-MUG'], eventId: `bought-${number}` },
    ]);
    await recommendations.learn('view', [{ skus: ['STEEL-BOX'], eventId: `seen-${number}` }]);
  }
  const products = await recommendations.forProduct('OAK-TABLE', 4);
  await recentViews.note(
    ['OAK-CHAIR', 'PINE-LAMP'].map((sku, at) => ({
      event: {
        id: `view-${at}`,
        type: 'PAGE_VIEW',
        path: `/products/${sku}`,
        visitorId: 'viewer',
        properties: { sku },
      },
      atMs: Date.now(),
    })),
  );
  return {
    recommended: products.map(({ sku }) => sku),
    viewed: await recentViews.of(hash('sha1', 'viewer', 'base64url')),
  };
}
