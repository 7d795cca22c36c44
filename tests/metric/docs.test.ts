// What docs/metrics.md and docs/experiments.md show, done in their order: GraphQL as an administrator, shell lines in a shell.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const token = await app.token('ADMIN');
const administrator = app.client(token);

function blocks(file: string, language: string): string[] {
  const page = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text ?? '',
  );
}

test('the events of docs/metrics.md count once, are seen live and in the numbers, and come in by a shell line too', async () => {
  const [register = '', track = '', watch = '', numbers = '', filtered = ''] = blocks('metrics.md', 'graphql');
  expect(await administrator.request(register)).toMatchObject({ siteSet: { userErrors: [] } });
  expect(await administrator.request(track)).toMatchObject({ track: { accepted: 2, userErrors: [] } });
  expect(await administrator.request(track)).toMatchObject({ track: { accepted: 0, duplicates: 2 } });

  const stream = app.socket(token).iterate({ query: watch });
  const { value } = await stream.next();
  await stream.return?.();
  expect(value).toMatchObject({
    data: { liveMetrics: { activeVisitors: 1, pageViews: 1, conversionRate: 1, topPages: [{ key: '/shoes' }] } },
  });
  const [period = ''] = blocks('metrics.md', 'sh').filter((text) => text.startsWith('node'));
  const { stdout: variables } = await promisify(execFile)('sh', ['-ec', period]);
  const revenue = [{ amount: '19.99', currency: 'EUR' }];
  expect(await administrator.request(filtered, JSON.parse(variables))).toMatchObject({
    metrics: { totals: { visitors: 1, sessions: 1, conversions: 1, revenue } },
  });
  expect(await administrator.request(numbers, JSON.parse(variables))).toMatchObject({
    metrics: {
      totals: { pageViews: 1, visitors: 1 },
      revenueSeries: expect.arrayContaining([
        expect.objectContaining({ revenue: [{ amount: '19.99', currency: 'EUR' }] }),
      ]),
      top: [{ key: '/shoes', count: 1 }],
      funnel: [{ step: '/shoes', visitors: 1 }, { step: '/cart' }, {}],
    },
  });

  const [curl = ''] = blocks('metrics.md', 'sh').filter((text) => text.startsWith('curl'));
  const { stdout } = await promisify(execFile)('sh', [
    '-ec',
    curl.replaceAll('http://127.0.0.1:4000', app.url).replace('curl ', 'curl -s '),
  ]);
  const answer = /answers `(\{.*?\})`/.exec(readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8'));
  expect(stdout).toBe(answer?.[1]);
});

test('the experiment of docs/experiments.md is set up, started and dealt', async () => {
  const [set = '', assign = '', results = '', rollOut = '', testers = '', ...more] = blocks(
    'experiments.md',
    'graphql',
  );
  const [metrics = '', ofMetrics = '', parts = '', plan = ''] = more;
  expect(await administrator.request(set)).toMatchObject({
    experimentSet: { experiment: { state: 'DRAFT' }, userErrors: [] },
  });
  expect(await app.client().request(assign)).toMatchObject({ experimentAssign: { assignment: { variant: null } } });
  await administrator.request('mutation { experimentStart(input: { key: "button" }) { userErrors { message } } }');
  expect(await app.client().request(assign)).toMatchObject({
    experimentAssign: { assignment: { variant: expect.stringMatching(/^(blue|green)$/) } },
  });
  expect(await administrator.request(results)).toMatchObject({
    experiment: { state: 'RUNNING', results: { winner: null, arms: [{ variant: 'blue' }, { variant: 'green' }] } },
  });
  expect(await administrator.request(rollOut)).toEqual({
    experimentRollOut: { experiment: { state: 'ROLLED_OUT', rolledOut: 'green' }, userErrors: [] },
  });
  expect(await app.client().request(assign)).toMatchObject({ experimentAssign: { assignment: { variant: 'green' } } });
  expect(await administrator.request(testers)).toEqual({
    experimentSet: { experiment: { testers: [{ variant: 'short', visitorIds: ['tester-1'] }] }, userErrors: [] },
  });
  expect(await administrator.request(metrics)).toMatchObject({
    experimentSet: { experiment: { timezone: 'Europe/Berlin' }, userErrors: [] },
  });
  const first = { metric: { key: 'refunds' }, status: 'NOT_ENOUGH_DATA', correction: 'VARIANTS' };
  expect(await administrator.request(ofMetrics)).toMatchObject({
    experiment: { results: { metrics: [{ status: null }, first, { status: 'NOT_ENOUGH_DATA' }, { status: null }] } },
  });
  expect(await administrator.request(parts)).toEqual({ experiment: { days: [], segments: [] } });
  expect(await administrator.request(plan)).toMatchObject({ experimentPlan: { power: 0.8 } });
});
