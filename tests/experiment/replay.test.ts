// A real shop's customers dealt to an experiment and their orders tracked, all through the API. What comes out is what
// SciPy 1.17.1 makes of the same customers: `chi2_contingency(correction=False)` for the p-value (the square of the z-test),
// `integrate.quad` over the two `beta` posteriors for the chance to win, `chisquare` for the sample ratio.

import { readFileSync } from 'node:fs';
import { type GraphQLClient, gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { testData } from '../support/data.ts';

const app = await openTestApp();

/** What each customer of the invoices has spent, in pence. Cancelled invoices begin with C. */
function customers(): Map<string, number> {
  const spent = new Map<string, number>();
  for (const line of readFileSync(testData('online-retail-10k.csv'), 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [invoice = ''] = line.split(',');
    const [customer, price, , quantity] = line.split(',').reverse().slice(1) as [string, string, string, string];
    if (customer === '' || invoice.startsWith('C')) continue;
    const id = customer.replace('.0', '');
    spent.set(id, (spent.get(id) ?? 0) + Number(quantity) * Math.round(Number(price) * 100));
  }
  return spent;
}

async function assignAll(front: GraphQLClient, people: readonly string[]): Promise<void> {
  // As many as fit into one operation.
  for (let start = 0; start < people.length; start += 10) {
    const fields = people
      .slice(start, start + 10)
      .map(
        (id, index) =>
          `v${index}: experimentAssign(input: { key: "retail", visitorId: "${id}" }) { assignment { variant } }`,
      );
    await front.request(`mutation { ${fields.join('\n')} }`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the test asserts.
async function resultsFor(administrator: GraphQLClient): Promise<any> {
  const { experiment } = await administrator.request<{
    experiment: { results: unknown };
  }>(gql`
    {
      experiment(key: "retail") {
        results {
          winner concerns sampleRatioMismatch sampleRatioPValue multipleExposures
          arms {
            exposures conversions rate lift pValue chanceToWin revenue { amount currency }
            revenuePerVisitor { currency mean standardDeviation lift liftInterval differenceInterval pValue }
          }
        }
      }
    }
  `);
  return experiment.results;
}

test('a replayed data set gives the rates, the p-value and the chances of a statistics package', async () => {
  const administrator = app.client(await app.token('ADMIN'));
  await administrator.request(gql`
    mutation {
      experimentSet(input: { key: "retail", goal: "big-order", variants: [{ key: "old" }, { key: "new" }] }) {
        userErrors { message }
      }
      experimentStart(input: { key: "retail" }) { userErrors { message } }
    }
  `);
  const spent = customers();
  expect(spent.size).toBe(303);

  const front = app.client();
  await assignAll(front, [...spent.keys()]);
  const events = [...spent]
    .filter(([, pence]) => pence >= 30_000)
    .map(([id, pence]) => ({
      ...{ eventId: `order ${id}`, visitorId: id, type: 'PURCHASE', name: 'big-order' },
      value: { amount: (pence / 100).toFixed(2), currency: 'GBP' },
    }));
  const track = gql`mutation ($events: [EventInput!]!) { track(input: { events: $events }) { accepted } }`;
  for (let time = 0; time < 2; time += 1) await front.request(track, { events });

  const { arms, ...results } = await resultsFor(administrator);
  expect(arms).toMatchObject([
    { exposures: 142, conversions: 68, rate: 68 / 142, revenue: [{ amount: '41570.02', currency: 'GBP' }], lift: null },
    { exposures: 161, conversions: 85, rate: 85 / 161, revenue: [{ amount: '79511.62', currency: 'GBP' }] },
  ]);
  expect(arms[1].lift).toBeCloseTo(85 / 161 / (68 / 142) - 1, 10);
  expect(arms[1].pValue).toBeCloseTo(0.3938589590445909, 8);
  expect(arms[1].chanceToWin).toBeCloseTo(0.8022884129745845, 6);
  expect(results.sampleRatioPValue).toBeCloseTo(0.2750434853648996, 8);
  expect(results).toMatchObject({
    ...{ winner: null, concerns: ['NO_CLEAR_DIFFERENCE'], sampleRatioMismatch: false, multipleExposures: 0 },
  });
  const [[before], [after]] = [arms[0].revenuePerVisitor, arms[1].revenuePerVisitor];
  expect(before).toMatchObject({ currency: 'GBP', lift: null, liftInterval: null, pValue: null });
  expect(Number(before.mean)).toBeCloseTo(292.7466197183099, 8);
  expect(Number(before.standardDeviation)).toBeCloseTo(443.32821444848435, 6);
  expect(Number(after.mean)).toBeCloseTo(493.8609937888198, 8);
  expect(Number(after.standardDeviation)).toBeCloseTo(1104.4091240105527, 6);
  expect(after.lift).toBeCloseTo(0.6869912768387507, 10);
  // Welch's test, as scipy.stats.ttest_ind_from_stats(equal_var=False) has it, and Fieller's interval with the same t.
  expect(after.pValue).toBeCloseTo(0.034753364025923696, 6);
  expect(after.differenceInterval.map(Number)).toEqual([
    expect.closeTo(14.542592468113469, 5),
    expect.closeTo(387.6861556729064, 5),
  ]);
  expect(after.liftInterval).toEqual([expect.closeTo(0.04514743880931693, 5), expect.closeTo(1.5546993379738976, 5)]);
});
