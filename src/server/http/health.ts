// For load balancers: is the process alive, can it serve.

import type { Readiness, ReadinessReport } from '../../redis/base/readiness.ts';
import type { Drain } from '../drain.ts';
import type { Route } from './http-server.ts';
import { sendJson } from './send-json.ts';

const methods = ['GET', 'HEAD'];
const dependencies = ['reads', 'writes', 'subscriptions'] as const;

/** What runs jobs in this process. */
export interface WorkersHealth {
  /** False while all slots of one are held by handlers that do not end: only a restart frees them. */
  readonly healthy: boolean;
}

export interface HealthSources {
  readonly readiness: Readiness;
  readonly workers: WorkersHealth;
  readonly drain: Pick<Drain, 'begun'>;
  /** False while what Mortar needs in its database is being made. */
  isPrepared(): boolean;
}

export function healthRoutes({ readiness, workers, drain, isPrepared }: HealthSources): Route[] {
  return [
    {
      path: '/health/live',
      methods,
      handle: ({ response }) => {
        const { healthy } = workers;
        sendJson(response, healthy ? 200 : 503, { status: healthy ? 'alive' : 'hanging', workers: healthy });
      },
    },
    {
      path: '/health/ready',
      methods,
      handle: async ({ request, response }) => {
        const report = await readiness.report();
        const status = statusOf(report, drain.begun, isPrepared());
        const redis = report.reads !== 'none';
        const serves = (status === 'ready' || status === 'degraded') && hasAll(report, neededBy(request.url));
        sendJson(response, serves ? 200 : 503, { ...report, status, redis });
      },
    },
  ];
}

function statusOf({ status }: ReadinessReport, isDraining: boolean, isPrepared: boolean): string {
  if (isDraining) return 'draining';
  return isPrepared || status === 'unavailable' ? status : 'starting';
}

/** The dependencies that must not fail even in part: `/health/ready?needs=writes,subscriptions`. */
function neededBy(url = ''): string[] {
  const [, query = ''] = url.split('?', 2);
  return new URLSearchParams(query).get('needs')?.split(',') ?? [];
}

/** What is not known is never there. */
function hasAll(report: ReadinessReport, needed: readonly string[]): boolean {
  return needed.every((name) => dependencies.some((known) => known === name && report[known] === 'all'));
}
