// For load balancers: is the process alive, can it serve.

import type { RedisClient } from '../../redis/base/connect.ts';
import type { Drain } from '../drain.ts';
import type { Route } from './http-server.ts';
import { sendJson } from './send-json.ts';

const pingTimeoutMs = 500;
const methods = ['GET', 'HEAD'];

/** What runs jobs in this process. */
export interface WorkersHealth {
  /** False while all slots of one are held by handlers that do not end: only a restart frees them. */
  readonly healthy: boolean;
}

export function healthRoutes(redis: RedisClient, workers: WorkersHealth, drain: Pick<Drain, 'begun'>): Route[] {
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
      handle: async ({ response }) => {
        const redisAnswers = await answers(redis);
        const ready = redisAnswers && !drain.begun;
        const status = drain.begun ? 'draining' : ready ? 'ready' : 'unavailable';
        sendJson(response, ready ? 200 : 503, { status, redis: redisAnswers });
      },
    },
  ];
}

async function answers(redis: RedisClient): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), pingTimeoutMs);
  });
  const pinged = redis.ping().then(
    () => true,
    () => false,
  );
  const result = await Promise.race([pinged, patience]);
  clearTimeout(timer);
  return result;
}
