// Goals over the API: set and deleted by administrators, shown with their numbers.

import { gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const admin = app.client(await app.token('ADMIN'));

const set = gql`
  mutation ($input: GoalSetInput!) {
    goalSet(input: $input) { goal { id site name page event value { amount currency } valueOfEvent } userErrors { code field message } }
  }
`;
const remove = gql`
  mutation ($input: GoalDeleteInput!) {
    goalDelete(input: $input) { goal { name } deletedId userErrors { code field } }
  }
`;
const range = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000) };

test('a goal is set, counted, shown with its rate, and deleted', async () => {
  const signUp = { name: 'Signed up', event: 'signup', value: { amount: '5.00', currency: 'EUR' } };
  const { goalSet } = await admin.request<{ goalSet: { goal: { id: string } } }>(set, { input: signUp });
  expect(goalSet).toEqual({
    goal: { ...signUp, id: expect.any(String), site: 'default', page: null, valueOfEvent: false },
    userErrors: [],
  });
  const base = { visitorId: 'ann', type: 'PAGE_VIEW', path: '/' };
  const track = gql`mutation ($events: [EventInput!]!) { track(input: { events: $events }) { accepted } }`;
  const events = [
    { ...base, eventId: 'a' },
    { ...base, eventId: 'b', visitorId: 'bob' },
    { eventId: 'c', visitorId: 'ann', type: 'CUSTOM', name: 'signup' },
  ];
  expect(await admin.request(track, { events })).toEqual({ track: { accepted: 3 } });
  const query = gql`
    query ($from: DateTime!, $to: DateTime!) {
      metrics {
        goals(from: $from, to: $to) { goal { id } conversions visitors conversionRate value { amount currency } }
        goalSeries(goal: "Signed up", interval: HOUR, from: $from, to: $to) { conversions value { amount } }
      }
    }
  `;
  const { metrics } = await admin.request<{ metrics: { goals: unknown[]; goalSeries: { conversions: number }[] } }>(
    query,
    range,
  );
  expect(metrics.goals).toEqual([
    {
      goal: { id: goalSet.goal.id },
      conversions: 1,
      visitors: 1,
      conversionRate: 0.5,
      value: [{ amount: '5.00', currency: 'EUR' }],
    },
  ]);
  expect(metrics.goalSeries.reduce((sum, { conversions }) => sum + (conversions ?? 0), 0)).toBe(1);

  const node = gql`query ($id: ID!) { node(id: $id) { ... on Goal { name } } }`;
  const { id } = goalSet.goal;
  expect(await admin.request(node, { id })).toEqual({ node: { name: 'Signed up' } });
  expect(await app.client(await app.token()).request(node, { id })).toEqual({ node: null });
  expect(await admin.request(remove, { input: { name: 'Signed up' } })).toEqual({
    goalDelete: { goal: { name: 'Signed up' }, deletedId: id, userErrors: [] },
  });
  expect(await admin.request(remove, { input: { name: 'Signed up' } })).toEqual({
    goalDelete: { goal: null, deletedId: null, userErrors: [{ code: 'NOT_FOUND', field: ['name'] }] },
  });
});

test.each([
  [{ page: 'thanks' }, 'INVALID', ['page']],
  [{}, 'INVALID', ['page']],
  [{ page: '/a', site: 'nobodys' }, 'NOT_FOUND', ['site']],
  [{ page: '/a', value: { amount: '1.005', currency: 'EUR' } }, 'INVALID', ['value', 'amount']],
])('says what is wrong with %j', async (wrong, code, field) => {
  const answer = await admin.request<{ goalSet: { userErrors: { code: string; field: string[] }[] } }>(set, {
    input: { name: 'wrong', ...wrong },
  });
  expect(answer.goalSet.userErrors).toMatchObject([{ code, field: expect.arrayContaining(field) }]);
});

test('goals are for administrators', async () => {
  const input = { name: 'mine', page: '/' };
  await expect(app.client(await app.token()).request(set, { input })).rejects.toThrow('right');
  await expect(app.client().request(remove, { input: { name: 'mine' } })).rejects.toThrow('session');
});
