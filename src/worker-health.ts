// The health of a process that only works on queues, over HTTP: for what restarts it when it hangs.

import type { RedisClient } from './redis/base/connect.ts';
import { FaultLog } from './redis/base/fault-log.ts';
import { healthRoutes, type WorkersHealth } from './server/http/health.ts';
import { type ServerSettings, serverUrl, startServer } from './server/http/http-server.ts';
import { Proxies } from './server/http/proxies.ts';
import { Telemetry } from './server/telemetry/telemetry.ts';

/** Returns a function that ends it. @throws the error of `listen`, such as EADDRINUSE. */
export async function serveWorkerHealth(
  redis: RedisClient,
  workers: WorkersHealth,
  { host, port, log }: Pick<ServerSettings, 'host' | 'port' | 'log'>,
): Promise<() => Promise<void>> {
  const routes = healthRoutes(redis, workers);
  const metrics = new Telemetry({}).http;
  const faults = new FaultLog(log);
  const { server, close } = await startServer({ host, port, log, routes, metrics, faults, proxies: new Proxies([]) });
  log.info({ url: serverUrl(server) }, 'the health of the workers is served');
  return close;
}
