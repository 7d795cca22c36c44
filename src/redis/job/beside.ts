// The stores that stand beside the jobs: leases, schedules, what was set aside, and what happened.

import type { RedisHandle } from '../base/handle.ts';
import type { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { JobDoctor } from './doctor.ts';
import { JobEvents } from './event.ts';
import { JobLeases } from './lease.ts';
import { JobQuarantine } from './quarantine.ts';
import { QueueRemoval } from './removal.ts';
import { JobSchedules } from './schedule.ts';

export interface StoresBesideJobs {
  readonly jobEvents: JobEvents;
  readonly jobLeases: JobLeases;
  readonly jobSchedules: JobSchedules;
  readonly jobQuarantine: JobQuarantine;
  readonly queueRemoval: QueueRemoval;
  readonly jobDoctor: JobDoctor;
}

/** @param lasting the handle that jobs are written with. */
export function storesBesideJobs(
  redis: RedisHandle,
  lasting: RedisHandle,
  domainEvents: DomainEventOutboxes,
): StoresBesideJobs {
  return {
    jobEvents: new JobEvents(redis),
    jobLeases: new JobLeases(redis, {}, domainEvents),
    jobSchedules: new JobSchedules(lasting),
    jobQuarantine: new JobQuarantine(redis),
    queueRemoval: new QueueRemoval(redis),
    jobDoctor: new JobDoctor(redis),
  };
}
