// Object types that are values on purpose: they have no id, and a client keeps them inside the object that they belong to. Every other
// object type implements Node. `npm run check:schema` holds schema.graphql to this list.

/** Types whose names end so are values. */
export const valueSuffixes = ['Payload', 'Connection', 'Edge', 'Delivery', 'Point'] as const;

/** The other values, by name. */
export const valueTypes = [
  'AccountSecurity',
  'AnalyticsEvent',
  'Assignment',
  'Backoff',
  'CartWarning',
  'ExperimentArm',
  'ExperimentPlan',
  'ExperimentResults',
  'FunnelStep',
  'Inventory',
  'JobError',
  'JobEvent',
  'JobLease',
  'JobLog',
  'JobSearchResult',
  'JourneyStep',
  'LiveMetrics',
  'MailRequest',
  'Message',
  'MetricTotals',
  'Money',
  'OrderEvent',
  'OrderRefund',
  'PageInfo',
  'PendingLogIn',
  'QuarantinedJob',
  'QueueCounts',
  'QueueMinute',
  'RateLimitActivity',
  'RateLimitKey',
  'RateLimitState',
  'RetentionCohort',
  'RevenuePerVisitor',
  'SessionEnded',
  'TopEntry',
  'TotpSetup',
  'UnknownJobName',
  'UnsentMail',
  'UserError',
  'Variant',
] as const;
