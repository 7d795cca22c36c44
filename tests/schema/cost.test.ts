// Each field that reads Redis, takes a size or a period, or is a list of objects has a cost of its own, or is listed here as one whose
// usual cost is right: 1, and for a list 10 times what is asked of its objects.

import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type GraphQLField, getNamedType, getNullableType, isLeafType, isListType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';

/** One small read, or none: the parent has it. */
const usual: Readonly<Record<string, string>> = {
  Cart: 'warnings',
  Checkout: 'adjustments shippingOptions',
  Experiment: 'coverage goal metrics plannedVisitors revenueCaps testers timezone variants windowSeconds',
  ExperimentArm: 'revenue revenuePerVisitor',
  ExperimentDayPoint: 'arms',
  ExperimentMetricResult: 'arms',
  ExperimentResults: 'arms metrics',
  ExperimentSegmentPoint: 'arms',
  GoalPoint: 'value',
  GoalTotals: 'value',
  Job: 'errors logs',
  JobsClaimPayload: 'leases',
  JobsEnqueuePayload: 'jobs',
  LiveMetrics: 'perMinute revenue topPages',
  MetricTotals: 'revenue',
  TopEntry: 'revenue',
  Metrics: 'completeFrom',
  Order: 'adjustments disputes fulfilments history refunds returns',
  OrderFulfilment: 'history',
  OrderReturn: 'history',
  Product: 'inventory',
  Query:
    'captcha category experiment experimentPlan experiments flag job metrics node product rateLimitPolicy rateLimitState service services sharedSite site sites user viewer',
  Queue: 'quarantine unknownNames',
  RevenuePoint: 'revenue',
  SearchCorrection: 'changes',
  Service: 'instances',
  Site: 'viewerRole',
  ShippingMethod: 'rates',
  Subscription:
    'analyticsEvents cartUpdated jobEvents jobUpdated messages orderUpdated rateLimitActivity serviceChanged sessionEnded',
  TaxZone: 'rates',
  Topic: 'groups',
  Variant: 'weight',
};

const extensionsOf = (field: GraphQLField<unknown, unknown>) =>
  field.extensions as { pothosOptions?: { complexity?: unknown }; directives?: { semanticNonNull?: unknown } };

function wantsDecision(typeName: string, field: GraphQLField<unknown, unknown>): boolean {
  const isList = isListType(getNullableType(field.type)) && !isLeafType(getNamedType(field.type));
  // What an edge has was read for the list.
  if (field.name === 'userErrors' || typeName.endsWith('Edge')) return false;
  if (typeName === 'Mutation') return isList;
  const isRoot = typeName === 'Query' || typeName === 'Subscription';
  return isRoot || isList || field.args.length > 0 || extensionsOf(field).directives?.semanticNonNull !== undefined;
}

it('is decided for each field that may cost more than a value', () => {
  const undecided = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    const listed = usual[type.name]?.split(' ') ?? [];
    const fields = Object.values(type.getFields()).filter(
      (field) => wantsDecision(type.name, field) && extensionsOf(field).pothosOptions?.complexity === undefined,
    );
    const names = fields.map(({ name }) => name);
    const stale = listed.filter((name) => !names.includes(name)).map((name) => `${type.name}.${name} needs no entry`);
    return [...names.filter((name) => !listed.includes(name)).map((name) => `${type.name}.${name}`), ...stale];
  });
  expect(undecided).toEqual([]);
});

it.each([
  ['totals(from: "2026-05-01T00:00:00Z", to: "2026-05-02T00:00:00Z") { visitors }', 23],
  ['totals(from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z") { visitors }', 386],
  ['series(metric: EVENTS, interval: DAY, from: "2026-05-01T00:00:00Z", to: "2026-05-31T00:00:00Z") { value }', 17],
  [
    'series(metric: EVENTS, interval: MINUTE, from: "2026-05-01T00:00:00Z", to: "2026-05-03T00:00:00Z") { value }',
    1_014,
  ],
  ['funnel(steps: ["a", "b"], from: "2026-05-01T00:00:00Z", to: "2026-05-31T00:00:00Z") { visitors }', 703],
  ['retention(from: "2026-05-01T00:00:00Z", days: 31) { size }', 752],
  ['top(dimension: PAGE, from: "2026-05-02T00:00:00Z", to: "2026-05-01T00:00:00Z", limit: 100) { count }', 521],
])('of metrics { %s } grows with what it reads', (field, points) => {
  const cost = complexityFromQuery(`{ metrics { ${field} } }`, { schema, ctx: {}, variables: {} });
  expect(cost.complexity).toBe(points);
});
