// All stores over one Redis: what the resolvers, the worker and the commands share.

import { Accounts } from './account/account.ts';
import type { PasswordSettings } from './account/password.ts';
import type { RedisHandle } from './base/handle.ts';
import { Cache, type CacheSettings } from './cache/cache.ts';
import { CartOutbox } from './cart/outbox.ts';
import { Experiments } from './experiment/experiment.ts';
import { JobEvents } from './job/event.ts';
import { Jobs } from './job/job.ts';
import { JobLeases } from './job/lease.ts';
import { JobSchedules } from './job/schedule.ts';
import { Messages } from './message/message.ts';
import { MessageReports } from './message/report.ts';
import { Metrics } from './metric/metric.ts';
import { type RateLimitSettings, RateLimits } from './rate-limit/rate-limit.ts';
import { RecentViews } from './recommendation/recent-view.ts';
import { ServiceChanges } from './service/change.ts';
import { Services } from './service/service.ts';
import type { SecurityListener } from './session/event.ts';
import { Sessions } from './session/session.ts';
import type { SessionSettings } from './session/settings.ts';
import { createShop, type Shop, type ShopSettings } from './shop.ts';

export interface Stores extends Shop {
  readonly redis: RedisHandle;
  readonly jobs: Jobs;
  readonly jobEvents: JobEvents;
  readonly jobLeases: JobLeases;
  readonly jobSchedules: JobSchedules;
  readonly messages: Messages;
  readonly messageReports: MessageReports;
  readonly metrics: Metrics;
  readonly cartOutbox: CartOutbox;
  readonly recentViews: RecentViews;
  readonly experiments: Experiments;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly rateLimits: RateLimits;
  readonly cache: Cache;
  readonly services: Services;
  readonly serviceChanges: ServiceChanges;
}

export interface StoreSettings {
  readonly shop?: ShopSettings;
  readonly sessions?: Partial<SessionSettings>;
  readonly passwords?: Partial<PasswordSettings>;
  readonly rateLimits?: Partial<RateLimitSettings>;
  readonly cache?: Partial<CacheSettings>;
  /** Told of log-ins, failures, rotations, thefts and ends of sessions. */
  readonly onSecurityEvent?: SecurityListener;
}

export function createStores(redis: RedisHandle, settings: StoreSettings = {}): Stores {
  const jobs = new Jobs(redis);
  const experiments = new Experiments(redis);
  const services = new Services(redis);
  const recentViews = new RecentViews(redis, jobs);
  const metrics = new Metrics(redis, { goals: experiments, beforeCounting: (events) => recentViews.note(events) });
  return {
    ...createShop(redis, jobs, settings.shop),
    redis,
    jobs,
    jobEvents: new JobEvents(redis),
    jobLeases: new JobLeases(redis),
    jobSchedules: new JobSchedules(redis),
    messages: new Messages(redis),
    messageReports: new MessageReports(redis),
    metrics,
    recentViews,
    cartOutbox: new CartOutbox(redis, jobs, metrics),
    experiments,
    accounts: new Accounts(redis, settings.passwords, settings.onSecurityEvent),
    sessions: new Sessions(redis, settings.sessions, settings.onSecurityEvent),
    rateLimits: new RateLimits(redis, settings.rateLimits),
    cache: new Cache(redis, settings.cache),
    services,
    serviceChanges: new ServiceChanges(redis, services),
  };
}
