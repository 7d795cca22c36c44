// For load balancers and Prometheus: is the process alive, can it serve, how is it doing.

import type { RedisClient } from '../../redis/base/connect.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type Route, sendJson } from './http-server.ts';

const pingTimeoutMs = 500;

export function healthRoutes(redis: RedisClient, telemetry: Telemetry): Route[] {
  return [
    { path: '/health/live', handle: ({ response }) => sendJson(response, 200, { status: 'alive' }) },
    {
      path: '/health/ready',
      handle: async ({ response }) => {
        const ready = await answers(redis);
        sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'unavailable', redis: ready });
      },
    },
    {
      path: '/metrics',
      handle: async ({ response }) => {
        const text = await telemetry.registry.metrics();
        response.writeHead(200, { 'Content-Type': telemetry.registry.contentType });
        response.end(text);
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
