// Opens the plugins of a process: each part is called with the scope of its plugin, and one that fails at start is named. What fails
// later fails where it is used, as any resolver, handler or route does.

import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { RetryLaterError } from '../redis/base/attempt-error.ts';
import type { DomainEventType } from '../redis/domain-event/event-types.ts';
import type { RateLimitPolicyInput } from '../redis/rate-limit/rate-limit.ts';
import type { Stores } from '../redis/stores.ts';
import type { SchemaAddition } from '../schema/extension.ts';
import type { PluginHealth } from '../server/http/health.ts';
import { type EventListener, lastTryHandler } from '../worker/event-reader.ts';
import type { Handler } from '../worker/handler.ts';
import { failedIn, inPart, PluginError } from './error.ts';
import type { EventHandlers, MortarPlugin, PluginRoute, PluginScope } from './plugin.ts';
import { PluginRedis } from './redis.ts';

/** Until a process of another release takes an event. */
const waitsMs = 5_000;

interface Opened {
  readonly plugin: MortarPlugin;
  readonly scope: PluginScope;
}

export class OpenPlugins {
  /** Of all plugins, for workers. */
  readonly work: { readonly handlers: readonly Handler[]; readonly listeners: readonly EventListener[] };
  readonly #opened: readonly Opened[];

  private constructor(opened: readonly Opened[], handlers: readonly Handler[], listeners: readonly EventListener[]) {
    this.#opened = opened;
    this.work = { handlers: [...handlers, ...listeners.map(lastTryHandler)], listeners };
  }

  /** @throws PluginError that names the plugin and its part; what was opened until then is closed again. */
  static async open(
    plugins: readonly MortarPlugin[],
    { stores, log }: { readonly stores: Stores; readonly log: Logger },
  ): Promise<OpenPlugins> {
    const opened: Opened[] = [];
    try {
      for (const plugin of plugins) {
        const redis = new PluginRedis(stores.redis, plugin.name);
        const own = await inPart(plugin.name, 'stores', () => plugin.stores?.(redis, stores));
        opened.push({ plugin, scope: { own, stores, log: log.child({ plugin: plugin.name }) } });
      }
      const handlers: Handler[] = [];
      for (const { plugin, scope } of opened)
        handlers.push(...(await inPart(plugin.name, 'jobs', () => plugin.jobs?.(scope) ?? [])));
      const listeners = opened.flatMap(({ plugin, scope }) => listenerOf(plugin, scope) ?? []);
      // From now on the events are told, whichever process changes something.
      for (const listener of listeners) await inPart(listener.name, 'on', () => listener.register());
      return new OpenPlugins(opened, handlers, listeners);
    } catch (error) {
      await closeAll(opened, log);
      throw error;
    }
  }

  /** The queues of jobs that were defined with one. */
  get queues(): readonly string[] {
    return [...new Set(this.work.handlers.flatMap(({ queue }) => queue ?? []))];
  }

  /** What the schema gets more. */
  get schemaAdditions(): readonly SchemaAddition[] {
    return this.#opened.flatMap(({ plugin, scope }) =>
      plugin.schema
        ? [
            {
              failure: (error) => failedIn(plugin.name, 'schema', error),
              define: (builder, kit) => plugin.schema?.(builder, { ...scope, ...kit }),
            } satisfies SchemaAddition,
          ]
        : [],
    );
  }

  /**
   * Registers metrics, and creates the rate limits that there are not yet.
   * @param exists whether there is anything at a schema coordinate
   * @throws PluginError
   */
  async prepare(registry: Registry, exists: (coordinate: string) => boolean): Promise<void> {
    for (const { plugin, scope } of this.#opened) {
      await inPart(plugin.name, 'metrics', () => plugin.metrics?.(registry, scope));
      for (const policy of plugin.rateLimits ?? [])
        await inPart(plugin.name, 'rateLimits', () => define(policy, scope.stores, exists));
    }
  }

  /** @throws PluginError, also for a path that Mortar serves itself, or another plugin does. */
  async routes(taken: readonly { readonly path: string }[]): Promise<readonly PluginRoute[]> {
    const routes: PluginRoute[] = [];
    for (const { plugin, scope } of this.#opened) {
      const own = await inPart(plugin.name, 'routes', () => plugin.routes?.(scope) ?? []);
      for (const route of own) {
        const problem = pathProblem(route.path, [...taken, ...routes]);
        if (problem) throw failedIn(plugin.name, 'routes', new Error(problem));
        routes.push(route);
      }
    }
    return routes;
  }

  get health(): readonly PluginHealth[] {
    return this.#opened.flatMap(({ plugin, scope }) =>
      plugin.health ? [{ name: plugin.name, check: () => plugin.health?.(scope) }] : [],
    );
  }

  /** Never rejects: what fails is logged. */
  async close(log: Logger): Promise<void> {
    await closeAll(this.#opened, log);
  }
}

function listenerOf({ name, on = {} }: MortarPlugin, scope: PluginScope): EventListener | undefined {
  const handlers = on as Readonly<Record<string, EventHandlers[DomainEventType]>>;
  const types = Object.keys(on).filter((type) => handlers[type]) as DomainEventType[];
  if (types.length === 0) return undefined;
  return {
    name,
    register: () => scope.stores.domainEvents.register({ name, types }),
    async handle(event, signal) {
      const handler = handlers[event.type];
      // Another release of the plugin may want it, which works beside this one while they are replaced.
      if (!handler) throw new RetryLaterError(`The plugin ${name} has no handler for ${event.type}`, waitsMs);
      await handler(event as never, { ...scope, signal });
    },
  };
}

async function define(
  policy: RateLimitPolicyInput,
  { rateLimits }: Stores,
  exists: (coordinate: string) => boolean,
): Promise<void> {
  const unknown = (policy.targets ?? []).find((target) => !exists(target));
  if (unknown !== undefined)
    throw new PluginError(`The rate limit ${policy.name} has the target ${unknown}, which the schema does not have`);
  await rateLimits.define(policy);
}

function pathProblem(path: string, taken: readonly { readonly path: string }[]): string | undefined {
  if (!/^\/[\w./-]*(\/\*)?$/.test(path))
    return `the path ${JSON.stringify(path)} must begin with / and have letters, digits, dots, dashes and slashes only`;
  const clash = taken.find((route) => baseOf(route.path) === baseOf(path) || isBelow(path, route.path));
  return clash && `the path ${path} is taken by ${clash.path}`;
}

const baseOf = (path: string): string => path.replace(/\/\*$/, '');

const isBelow = (path: string, other: string): boolean => other.endsWith('/*') && path.startsWith(`${baseOf(other)}/`);

async function closeAll(opened: readonly Opened[], log: Logger): Promise<void> {
  for (const { plugin, scope } of [...opened].reverse()) {
    try {
      await plugin.close?.(scope.own);
    } catch (error) {
      log.warn({ err: error, plugin: plugin.name }, 'a plugin failed when it was closed');
    }
  }
}
