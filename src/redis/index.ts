// `mortar/redis`: the data layer as a library.

export { parseRedisUrl } from './base/address.ts';
export { RetryLaterError, UnrecoverableError } from './base/attempt-error.ts';
export { connect, type RedisClient } from './base/connect.ts';
export { type OpenSettings, RedisHandle } from './base/handle.ts';
export type { PageRequest } from './base/page.ts';
export { Overloaded, type Problem, type ProblemCode, Refusal } from './base/problem.ts';
export { defineScript, type Script, type ScriptArgument } from './base/scripts.ts';
export {
  Cache,
  type CacheCodec,
  type CacheCounts,
  type CacheInvalidation,
  CacheLoadFailed,
  type CacheOptions,
  type CachePoint,
  type CacheProblem,
  type CacheReport,
  type CacheSettings,
  CacheTimeout,
  cacheLimits,
  type Load,
  type Loading,
} from './cache/cache.ts';
export { defineJob, type JobDefinition, type JobOptions } from './job/definition.ts';
export { JobDoctor, type JobFinding } from './job/doctor.ts';
export { type Enqueued, JobsConflict } from './job/enqueue.ts';
export { type JobChange, JobEvents } from './job/event.ts';
export { Jobs, type QueueMinute } from './job/job.ts';
export { JobLeases, type LeaseTouch, type StepAnswer, type StepRequest, type TouchAnswer } from './job/lease.ts';
export type { RefusedOutcome } from './job/outcome.ts';
export type { PagedJob } from './job/page.ts';
export type { PayloadSchema } from './job/payload-schema.ts';
export { JobQuarantine, type QuarantinedJob } from './job/quarantine.ts';
export type { QueueStats } from './job/queue-stats.ts';
export { QueueRemoval, type QueueRemovalSettings } from './job/removal.ts';
export { JobSchedules } from './job/schedule.ts';
export type { NewSchedule, Schedule, ScheduleMissed, ScheduleOverlap } from './job/schedule-record.ts';
export {
  type Backoff,
  type ClaimedJob,
  type FinishedJob,
  type Job,
  type JobFailure,
  type JobState,
  jobLimits,
  type NewJob,
  type Outcome,
  type Retention,
} from './job/shapes.ts';
export { type ConsumerSettings, MessageConsumer, type MessageTask } from './message/consumer.ts';
export { type DeadLetter, MessageGroups } from './message/group.ts';
export type {
  Delivery,
  DeliveryOutcome,
  EndedDelivery,
  GroupAddress,
  GroupStepAnswer,
  GroupStepRequest,
} from './message/group-shapes.ts';
export { Messages, type PublishSettings, type SubscribeSettings } from './message/message.ts';
export { type KeptMessages, type Message, messageLimits } from './message/shapes.ts';
export {
  type CaptureOutcome,
  type ChargePage,
  type Dispute,
  type DisputeState,
  type ListedCharge,
  type NewPayment,
  type Payment,
  type PaymentAction,
  type PaymentNotice,
  type PaymentOutcome,
  type PaymentProvider,
  PaymentUnclear,
  type PaymentWebhook,
  type Refund,
  UnsignedWebhook,
} from './payment/payment.ts';
export type { Adjustment, AdjustmentKind } from './pricing/adjustment.ts';
export type { Calculators, PriceBasis, PriceCalculator, PricedLine } from './pricing/calculator.ts';
export type { Discount, ShippingMethod, ShippingRate, TaxRate, TaxZone } from './pricing/rule.ts';
export type { ApplicableRules } from './pricing/rules.ts';
export {
  type RateLimitActivity,
  type RateLimitAlgorithm,
  type RateLimitCheck,
  type RateLimitDecision,
  type RateLimitKey,
  type RateLimitMode,
  type RateLimitPoint,
  type RateLimitPolicy,
  type RateLimitPolicyInput,
  type RateLimitScope,
  type RateLimitSettings,
  type RateLimitState,
  RateLimits,
  type RateLimitVerdict,
  rateLimitLimits,
} from './rate-limit/rate-limit.ts';
export { type ServiceCondition, ServiceDirectory, type ServiceDirectorySettings } from './service/directory.ts';
export type { HealthCheckSettings } from './service/health-check.ts';
export { type LeaveSettings, ServiceMember, type ServiceMemberSettings } from './service/member.ts';
export type { EjectionSettings } from './service/outlier.ts';
export { Services } from './service/service.ts';
export {
  type ServiceHeartbeat,
  type ServiceInstance,
  type ServiceRegistration,
  type ServiceStatus,
  serviceLimits,
} from './service/shapes.ts';
