// What a plugin is: what it may add to Mortar, and what it is given for that.

import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { DomainEvent, DomainEventType } from '../redis/domain-event/event-types.ts';
import type { Calculators } from '../redis/pricing/calculator.ts';
import type { RateLimitPolicyInput } from '../redis/rate-limit/rate-limit.ts';
import type { Stores } from '../redis/stores.ts';
import type { MortarBuilder, SchemaKit } from '../schema/extension.ts';
import type { Route } from '../server/http/http-server.ts';
import type { Handler } from '../worker/handler.ts';
import type { PluginRedis } from './redis.ts';

export type { DomainEvent, DomainEvents, DomainEventType } from '../redis/domain-event/event-types.ts';

/** What the parts of a plugin work with. */
export interface PluginScope<Own = unknown> {
  /** What `stores` of this plugin has returned. */
  readonly own: Own;
  /** The stores of Mortar. */
  readonly stores: Stores;
  /** Each line that it writes names the plugin. */
  readonly log: Logger;
}

/** A route of a plugin. Pages of MORTAR_ALLOWED_ORIGINS may call it. */
export type PluginRoute = Omit<Route, 'origins'>;

/** What a handler of domain events works with. */
export interface EventScope<Own = unknown> extends PluginScope<Own> {
  /** Aborts when the handler takes too long, or the process ends. */
  readonly signal: AbortSignal;
}

/**
 * Handlers of domain events, by type. Each event comes at least once, events of one subject in their order. A handler that rejects is
 * called again later; `RetryLaterError` says when, `UnrecoverableError` gives the event up.
 */
export type EventHandlers<Own = unknown> = {
  readonly [Type in DomainEventType]?: (event: DomainEvent<Type>, scope: EventScope<Own>) => unknown;
};

/** Everything that a plugin, or a program in its configuration, may add. Each part is optional. */
export interface PluginParts<Own = unknown> {
  /** Opens what the plugin keeps in Redis. The other parts get the result as `own`. Write it before the other parts. */
  stores?(redis: PluginRedis, mortar: Stores): Own | Promise<Own>;
  /** Adds types, and fields on Mortar's types and root types. Each root field needs a description and authScopes. */
  schema?(builder: MortarBuilder, scope: PluginScope<Own> & SchemaKit): void;
  /** Handlers of jobs: see `defineHandler`. Workers also serve the queues of their jobs. */
  jobs?(scope: PluginScope<Own>): readonly Handler[];
  /** Make parts of totals instead of the built-in ones. Only one plugin may replace a part. */
  readonly calculators?: Partial<Calculators>;
  /** Handlers of domain events. */
  readonly on?: EventHandlers<Own>;
  /** Rate limits that are created unless there is one of the name: an administrator may change them. */
  readonly rateLimits?: readonly RateLimitPolicyInput[];
  /** Routes beside Mortar's. */
  routes?(scope: PluginScope<Own>): readonly PluginRoute[];
  /** Throws, rejects or returns false if the plugin is not well, which /health/ready then shows. Called at most once per second. */
  health?(scope: PluginScope<Own>): unknown;
  /** Registers metrics, which /metrics then shows. */
  metrics?(registry: Registry, scope: PluginScope<Own>): void;
  /** Called when Mortar stops, after requests and jobs have ended. */
  close?(own: Own): unknown;
}

export interface MortarPlugin<Own = unknown> extends PluginParts<Own> {
  /** Lower-case words with dashes. It begins the plugin's keys in Redis, so that it must not change. */
  readonly name: string;
  /** The versions of Mortar that the plugin is for, as a range of package.json: `^0.1.0`. All, where absent. */
  readonly mortar?: string;
}

/** Gives the parts of a plugin the type of what its `stores` returns. */
export function definePlugin<Own = undefined>(plugin: MortarPlugin<Own>): MortarPlugin {
  return plugin as MortarPlugin;
}
