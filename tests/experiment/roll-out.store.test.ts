// A variant that everybody is shown, and testers who are shown one of their own: neither is counted.

import { expect, test } from 'vitest';
import { createStores } from '../../src/redis/stores.ts';
import { eur, experimentsBy } from '../support/experiment.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const { experiments } = createStores(redis);
const { running, armsOf } = experimentsBy(experiments);

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.problems?.[0] ?? error,
  );
const shown = async (key: string, visitorId: string, account: string | null = null) =>
  (await experiments.assign({ key, visitorId }, account)).variant;
const countsOf = async (key: string) => {
  const { arms } = await armsOf(key);
  return arms.map(({ exposures, conversions }) => [exposures, conversions]);
};
const buys = (key: string, visitorId: string) =>
  experiments.convert([
    {
      event: { eventId: `${key}-${visitorId}`, type: 'CUSTOM', visitorId, name: key, ...eur(100) },
      atMs: Date.now(),
    } as never,
  ]);

test('a variant that is rolled out is shown to everybody, and nobody is counted any more', async () => {
  const key = await running({ coverage: 0.5 });
  for (let index = 0; index < 40; index += 1) await shown(key, `v${index}`);
  const counted = await countsOf(key);
  const { state, rolledOut } = await experiments.rollOut(key, 'new');
  expect([state, rolledOut]).toEqual(['ROLLED_OUT', 'new']);
  for (let index = 0; index < 80; index += 1) expect(await shown(key, `v${index}`, `a${index}`)).toBe('new');
  expect(await countsOf(key)).toEqual(counted);
});

test('it is done once, changed, and taken back, which goes on with what was counted', async () => {
  const key = await running();
  const first = await shown(key, 'ann');
  const counted = await countsOf(key);
  const done = await experiments.rollOut(key, 'new');
  expect(await experiments.rollOut(key, 'new')).toEqual(done);
  expect(await experiments.rollOut(key, 'old')).toMatchObject({ rolledOut: 'old', stoppedAtMs: done.stoppedAtMs });
  // What visitors are shown is not changed from under them.
  const variants = [{ key: 'old' }, { key: 'other' }];
  expect(await problemOf(experiments.set({ key, goal: key, variants }))).toMatchObject({ code: 'ILLEGAL_STATE' });

  expect(await experiments.stop(key)).toMatchObject({ state: 'STOPPED', rolledOut: null });
  expect(await shown(key, 'ann')).toBeNull();
  await experiments.rollOut(key, 'new');
  expect(await experiments.start(key)).toMatchObject({ state: 'RUNNING', rolledOut: null, version: 1 });
  expect(await shown(key, 'ann')).toBe(first);
  expect(await countsOf(key)).toEqual(counted);
});

test('of what cannot be rolled out it is said what can', async () => {
  const key = await running();
  expect(await problemOf(experiments.rollOut(key, 'none'))).toMatchObject({
    code: 'INVALID',
    field: ['variant'],
    allowed: ['old', 'new'],
  });
  expect(await problemOf(experiments.rollOut('nothing', 'old'))).toMatchObject({ code: 'NOT_FOUND' });
  await experiments.set({ key: 'draft', goal: 'g', variants: [{ key: 'old' }, { key: 'new' }] });
  expect(await problemOf(experiments.rollOut('draft', 'new'))).toMatchObject({ code: 'ILLEGAL_STATE' });
});

test('testers are shown their variant, also of a draft, and are never counted', async () => {
  const variants = [{ key: 'old' }, { key: 'new' }];
  const testers = [
    { variant: 'new', visitorIds: ['tester'], accountIds: ['ann'] },
    { variant: 'old', visitorIds: ['other'], accountIds: [] },
  ];
  const set = { key: 'tested', goal: 'tested', variants, testers };
  await experiments.set(set);
  expect(await shown('tested', 'tester')).toBe('new');
  expect(await shown('tested', 'visitor')).toBeNull();
  await experiments.start('tested');
  expect([await shown('tested', 'tester'), await shown('tested', 'other')]).toEqual(['new', 'old']);
  expect(await shown('tested', 'any-device', 'ann')).toBe('new');
  for (const visitor of ['tester', 'other', 'any-device']) await buys('tested', visitor);
  expect(await countsOf('tested')).toEqual([
    [0, 0],
    [0, 0],
  ]);
  // Counted before, and on the list since: what they do from now on is not counted.
  const variant = await shown('tested', 'late');
  await experiments.set({ ...set, testers: [{ variant: 'new', visitorIds: ['late'], accountIds: [] }] });
  expect(await shown('tested', 'late')).toBe('new');
  await buys('tested', 'late');
  expect(await countsOf('tested')).toEqual(variants.map(({ key }) => [key === variant ? 1 : 0, 0]));
  await experiments.stop('tested');
  expect(await shown('tested', 'late')).toBeNull();
});

test('a tester named by account is counted no further, on whatever device they were counted before', async () => {
  const [before, since] = [await running(), await running()];
  const set = (key: string, accountIds: string[]) =>
    experiments.set({
      ...{ key, goal: key, variants: [{ key: 'old' }, { key: 'new' }] },
      testers: accountIds.length > 0 ? [{ variant: 'new', visitorIds: [], accountIds }] : [],
    });
  const conversions = async (key: string) => (await countsOf(key)).reduce((sum, [, count]) => sum + (count ?? 0), 0);
  // Seen as the account on two devices, and named a tester after that.
  for (const visitor of ['phone', 'desk']) await shown(before, visitor, 'ann');
  await shown(before, 'other', 'ben');
  await set(before, ['ann', 'nobody']);
  for (const visitor of ['phone', 'desk', 'other']) await buys(before, visitor);
  expect(await conversions(before)).toBe(1);
  // Seen as guests on two devices, who then log in as one that is a tester already.
  for (const visitor of ['phone', 'desk', 'other']) await shown(since, visitor);
  await set(since, ['ann']);
  for (const visitor of ['phone', 'desk']) expect(await shown(since, visitor, 'ann')).toBe('new');
  for (const visitor of ['phone', 'desk', 'other']) await buys(since, visitor);
  expect(await conversions(since)).toBe(1);
  // No tester any more: what they do from now on counts.
  await set(since, []);
  await buys(since, 'phone');
  expect(await conversions(since)).toBe(2);
});

test('testers are of variants that there are, and not too many', async () => {
  const variants = [{ key: 'old' }, { key: 'new' }];
  const set = (variant: string, visitorIds: string[]) => {
    const testers = [{ variant, visitorIds, accountIds: [] }];
    return problemOf((async () => experiments.set({ key: 'bounded', goal: 'g', variants, testers }))());
  };
  expect(await set('none', ['v'])).toMatchObject({ field: ['testers', '0', 'variant'], allowed: ['old', 'new'] });
  expect(await set('old', [''])).toMatchObject({ field: ['testers', '0', 'visitorIds', '0'] });
  const many = Array.from({ length: 101 }, (_, index) => `v${index}`);
  expect(await set('old', many)).toMatchObject({ code: 'INVALID' });
  expect(await set('old', many.slice(1))).toBeNull();
});
