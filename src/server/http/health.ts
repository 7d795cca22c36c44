// For load balancers: is the process alive, can it serve.

import type { Readiness, ReadinessReport } from '../../redis/base/readiness.ts';
import { within } from '../../redis/base/within.ts';
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

/** What a plugin says of itself: it throws, rejects or returns false if it is not well. */
export interface PluginHealth {
  readonly name: string;
  check(): unknown;
}

export interface HealthSources {
  readonly readiness: Readiness;
  readonly workers: WorkersHealth;
  readonly drain: Pick<Drain, 'begun'>;
  /** False while what Mortar needs in its database is being made. */
  isPrepared(): boolean;
  readonly plugins?: readonly PluginHealth[];
}

export function healthRoutes({ readiness, workers, drain, isPrepared, plugins = [] }: HealthSources): Route[] {
  const wellness = new PluginsWellness(plugins);
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
        const well = await wellness.report();
        const serves = (status === 'ready' || status === 'degraded') && hasAll(report, well, neededBy(request.url));
        sendJson(response, serves ? 200 : 503, {
          ...report,
          status,
          redis,
          ...(plugins.length > 0 && { plugins: well }),
        });
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
function hasAll(report: ReadinessReport, well: Wellness, needed: readonly string[]): boolean {
  return needed.every(
    (name) => dependencies.some((known) => known === name && report[known] === 'all') || well[name] === 'well',
  );
}

type Wellness = Readonly<Record<string, 'well' | 'unwell'>>;

const wellnessLimits = { keptMs: 1_000, timeoutMs: 1_000 } as const;

/** What the plugins say, asked for anew once it is old: anybody may ask for it as often as they like. */
class PluginsWellness {
  readonly #plugins: readonly PluginHealth[];
  #readAt = Number.NEGATIVE_INFINITY;
  #latest: Promise<Wellness> = Promise.resolve({});

  constructor(plugins: readonly PluginHealth[]) {
    this.#plugins = plugins;
  }

  report(): Promise<Wellness> {
    if (performance.now() - this.#readAt < wellnessLimits.keptMs) return this.#latest;
    this.#readAt = performance.now();
    this.#latest = Promise.all(this.#plugins.map(askPlugin)).then((all) => Object.fromEntries(all));
    return this.#latest;
  }
}

/** One that does not say in time is not well. */
async function askPlugin({ name, check }: PluginHealth): Promise<[string, 'well' | 'unwell']> {
  let said: unknown = false;
  const asked = Promise.resolve()
    .then(check)
    .then(
      (result) => {
        said = result;
      },
      () => {},
    );
  await within(wellnessLimits.timeoutMs, asked);
  return [name, said === false ? 'unwell' : 'well'];
}
