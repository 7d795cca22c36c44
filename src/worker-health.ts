// The health and metrics of a process that only works on queues, over HTTP: for what restarts it when it hangs.

import { FaultLog } from './redis/base/fault-log.ts';
import type { RedisHandle } from './redis/base/handle.ts';
import { Readiness } from './redis/base/readiness.ts';
import { Drain } from './server/drain.ts';
import { healthRoutes, type WorkersHealth } from './server/http/health.ts';
import { type ServerSettings, serverUrl, startServer } from './server/http/http-server.ts';
import { type MetricsSettings, ownMetricsRoute } from './server/http/metrics-route.ts';
import { Proxies } from './server/http/proxies.ts';
import { watchReadiness } from './server/telemetry/readiness-metrics.ts';
import { watchRedis } from './server/telemetry/redis-metrics.ts';
import { Telemetry } from './server/telemetry/telemetry.ts';

export interface WorkerHealth {
  /** Turns readiness to 503. */
  drain(): void;
  close(): Promise<void>;
}

/** @throws the error of `listen`, such as EADDRINUSE. */
export async function serveWorkerHealth(
  redis: RedisHandle,
  workers: WorkersHealth,
  { host, port, log, token }: Pick<ServerSettings, 'host' | 'port' | 'log'> & Pick<MetricsSettings, 'token'>,
): Promise<WorkerHealth> {
  const drain = new Drain(0);
  const telemetry = new Telemetry({});
  watchRedis(telemetry.registry, redis.client);
  const readiness = new Readiness(redis);
  watchReadiness(telemetry.registry, readiness);
  const health = { readiness, workers, drain, isPrepared: () => true };
  const routes = [...healthRoutes(health), ownMetricsRoute(telemetry, { token })];
  const faults = new FaultLog(log);
  const basis = { host, port, log, drain, metrics: telemetry.http, faults, proxies: new Proxies([]) };
  const { server, close } = await startServer({ ...basis, routes });
  log.info({ url: serverUrl(server) }, 'the health of the workers is served');
  const end = (): Promise<void> => {
    readiness.close();
    return close();
  };
  return { drain: () => drain.begin(), close: end };
}
