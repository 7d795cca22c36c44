// Every way into the API says who may take it: public on purpose, or by a rule. Nothing is open by oversight.

import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';

type Rule = Record<string, unknown> | undefined;

const publicOnPurpose = new Set([
  'Query.node',
  'Query.nodes',
  'Query.viewer',
  'Query.category',
  'Query.categories',
  'Query.product',
  'Query.productSuggestions',
  'Query.products',
  'Mutation.sessionStart',
  'Mutation.accountCreate',
  'Mutation.sessionLogIn',
  'Mutation.sessionLogOut',
  // Who forgot the password, or logs in without one, has no session yet.
  'Mutation.passwordResetRequest',
  'Mutation.passwordReset',
  'Mutation.sessionLogInMailRequest',
  'Mutation.sessionLogInByMail',
  'Mutation.sessionLogInSecondFactor',
  'Mutation.sessionLogInPasskey',
  'Mutation.passkeyChallenge',
  'Mutation.providerLogInBegin',
  'Mutation.sessionLogInByProvider',
  'Query.logInProviders',
  // Of a share link, which anybody may follow.
  'Query.sharedSite',
  'Query.captcha',
  'Mutation.invitationAccept',
  'Mutation.track',
  // A first visitor's cart comes with a guest session.
  'Mutation.cartLinesAdd',
  'Mutation.experimentAssign',
  // Of public flags only.
  'Query.flagValues',
  'Subscription.flagValues',
  'Subscription.stockChanged',
]);

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
const fields = roots.flatMap((root) =>
  Object.values(root?.getFields() ?? {}).map((field) => {
    const options = field.extensions.pothosOptions as { authScopes?: Rule } | undefined;
    return { name: `${root?.name}.${field.name}`, rule: options?.authScopes };
  }),
);

describe('each root field', () => {
  it.each(fields)('$name states who may use it', ({ name, rule }) => {
    expect(rule, `${name} has no authScopes`).toBeDefined();
    expect(Object.keys(rule ?? {})).not.toEqual([]);
    if (rule?.public) expect(publicOnPurpose, `${name} is public, but not on the list of what may be`).toContain(name);
  });

  it('is among more than a handful, so that this test has something to walk', () => {
    expect(fields.length).toBeGreaterThan(15);
  });
});

const ranks = ['public', 'session', 'user', 'site', 'WORKER', 'ADMIN'] as const;
const rankOf = (rule: Rule): number => {
  if (!rule) return 0;
  return ranks.indexOf((rule.role ?? Object.keys(rule)[0]) as (typeof ranks)[number]);
};

/** The least right by which each field of an object is reached, whichever way leads to it, and such a way. */
function reached(): Map<string, { readonly rank: number; readonly way: string }> {
  const found = new Map<string, { rank: number; way: string }>();
  const walk = (type: GraphQLObjectType, rank: number, way: string): void => {
    for (const field of Object.values(type.getFields())) {
      const options = field.extensions.pothosOptions as { authScopes?: Rule } | undefined;
      const name = `${type.name}.${field.name}`;
      const here = { rank: Math.max(rank, rankOf(options?.authScopes)), way: `${way}.${field.name}` };
      if ((found.get(name)?.rank ?? ranks.length) <= here.rank) continue;
      found.set(name, here);
      const next = getNamedType(field.type);
      if (isObjectType(next)) walk(next, here.rank, here.way);
    }
  };
  for (const root of roots) if (root) walk(root, 0, root.name);
  return found;
}

/** Objects whose fields may be read by less than an administrator; of the others each field is an administrator's. */
const readable = {
  public:
    'AccountSecurity Adjustment ApiKey Assignment AuditEntry AuditEntryConnection AuditEntryEdge Captcha Cart CartLine CartPayload CartRecommendation CartWarning Category Checkout Consent ExperimentAssignPayload FlagValue Inventory LogIn LogInProvider MailRequest MailRequestPayload Money Order ' +
    'OrderConnection OrderEdge OrderEvent OrderFulfilment OrderFulfilmentEvent OrderLine OrderLineQuantity OrderRefund OrderReturn OrderReturnEvent PageInfo Passkey PasskeyOptionsPayload PasswordResetPayload PaymentAction PendingLogIn PostalAddress Product ProductConnection ProductEdge ProductImage ProductOption ProductOptionValue ProviderBeginPayload ProviderLink Session SessionLogOutPayload ' +
    'CategoryFacet OptionFacet OptionValueFacet PriceRangeFacet ProductFacets ProductSuggestions SearchSuggestion ' +
    'SearchChange SearchCorrection SessionPayload SharedSite ShippingOption SiteRole TrackPayload User UserError Viewer',
  session: 'CheckoutCompletePayload CheckoutPayload OrderLinkRequestPayload OrderPayload SessionEnded',
  user: 'AccountErasePayload AccountExportPayload ApiKeyPayload EmailChangePayload EmailVerifyPayload ProfilePayload ProviderLinkPayload SecondFactorPayload SessionRevokePayload Site TotpBeginPayload TotpSetup',
  site: 'ExportPage FunnelStep Goal GoalPayload GoalPoint GoalTotals LiveMetrics MetricPoint MetricTotals Metrics MetricsCompleteFrom RetentionCohort RevenuePoint SitePayload SiteRoleConnection SiteRoleEdge SiteRolePayload SiteShare SiteSharePayload TopEntry',
  WORKER:
    'CacheInvalidatePayload Job JobError JobLease JobLog JobPayload JobsClaimPayload JobsEnqueuePayload Message ' +
    'MessagePublishPayload QueueCounts QueueMinute Service ServiceInstance ServiceInstancePayload UnknownJobName',
} as const;

/** Fields of an administrator's objects that others meet on their way. */
const readableFields = {
  public: 'Experiment.id Experiment.key Experiment.state Experiment.variants Variant.key',
  WORKER:
    'Queue.id Queue.name Queue.paused Queue.counts Queue.oldestWaitingSeconds Queue.completedPerMinute Queue.failedPerMinute ' +
    'Queue.throughput Queue.parts Queue.unknownNames',
} as const;

it('no field of an object is reached with less than the right to it, by any way', () => {
  const right = new Map<string, number>();
  for (const listed of [readable, readableFields])
    for (const [name, text] of Object.entries(listed))
      for (const each of text.split(' ')) right.set(each, ranks.indexOf(name as (typeof ranks)[number]));
  const wrong = [...reached()].flatMap(([name, { rank, way }]) => {
    const [type = ''] = name.split('.');
    if (['Query', 'Mutation', 'Subscription'].includes(type)) return [];
    const least = right.get(name) ?? right.get(type) ?? ranks.indexOf('ADMIN');
    return rank < least ? [`${name} needs ${ranks[least]}, but ${way} needs ${ranks[rank]}`] : [];
  });
  expect(wrong).toEqual([]);
});

describe('who may change accounts', () => {
  it.each(fields.filter(({ name }) => /^(Mutation|Query)\.user/.test(name)))(
    '$name is for administrators',
    ({ rule }) => {
      expect(rule).toEqual({ role: 'ADMIN' });
    },
  );
});
