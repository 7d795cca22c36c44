// What Prometheus reads at /metrics: the process, HTTP, GraphQL operations by name and result, Redis commands. Label sets
// are bounded: what a client names freely counts as "(other)" once there are too many names.

import { type ExecutionArgs, type ExecutionResult, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RedisClient } from '../../redis/base/connect.ts';
import type { Cache } from '../../redis/cache/cache.ts';
import type { RateLimits } from '../../redis/rate-limit/rate-limit.ts';
import { codeOf } from '../graphql/errors.ts';
import { serverLimits } from '../limits.ts';

interface LiveFacts {
  readonly live: { readonly streams: number; readonly counts: { readonly skippedSnapshots: number } };
  readonly subscriptions: { readonly size: number };
  readonly executions: {
    readonly operations: number;
    readonly counts: { readonly executions: number; readonly deliveries: number };
  };
}

type SendCommand = Parameters<RedisClient['sendCommand']>;

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export class Telemetry {
  readonly registry = new Registry();
  readonly #names = new Set<string>();
  readonly #http: Histogram<'method' | 'route' | 'status'>;
  /** Found once, since prom-client takes longer to find one than to count. There are as many as it has itself. */
  readonly #httpSeries = new Map<string, Histogram.Internal<'method' | 'route' | 'status'>>();
  readonly #operations: Counter<'operation' | 'kind' | 'result'>;
  readonly #redis: Histogram<'command'>;
  readonly #redisErrors: Counter<'command'>;
  readonly #security: Counter<'event' | 'reason'>;
  readonly sockets: Gauge;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#http = new Histogram({
      name: 'mortar_http_request_duration_seconds',
      help: 'HTTP requests by method, route and status, in seconds',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers,
    });
    this.#operations = new Counter({
      name: 'mortar_graphql_operations_total',
      help: 'GraphQL operations by name, kind and result: ok, or the code of the first error',
      labelNames: ['operation', 'kind', 'result'],
      registers,
    });
    this.#redis = new Histogram({
      name: 'mortar_redis_command_duration_seconds',
      help: 'Redis commands by name, from sending to the answer, in seconds',
      labelNames: ['command'],
      buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
      registers,
    });
    this.#redisErrors = new Counter({
      name: 'mortar_redis_command_errors_total',
      help: 'Redis commands that failed, by name',
      labelNames: ['command'],
      registers,
    });
    this.#security = new Counter({
      name: 'mortar_security_events_total',
      help: 'Log-ins, failures, rotations, thefts and ends of sessions, by kind and reason',
      labelNames: ['event', 'reason'],
      registers,
    });
    this.sockets = new Gauge({
      name: 'mortar_websocket_connections',
      help: 'WebSocket connections that are open',
      registers,
    });
  }

  countSecurityEvent(event: string, reason: string): void {
    this.#security.inc({ event, reason });
  }

  countRequest(method: string, route: string, status: number, seconds: number): void {
    const series = `${method} ${route} ${status}`;
    let histogram = this.#httpSeries.get(series);
    if (!histogram) {
      histogram = this.#http.labels({ method, route, status });
      this.#httpSeries.set(series, histogram);
    }
    histogram.observe(seconds);
  }

  /** Tells what the limits did; read when Prometheus asks, so that a decision pays nothing for it. */
  watchRateLimits(limits: RateLimits): void {
    const registers = [this.registry];
    new Counter({
      name: 'mortar_rate_limit_units_total',
      help: 'Units that were asked of a rate-limit policy, by policy and result: allowed or denied',
      labelNames: ['policy', 'result'],
      registers,
      collect() {
        this.reset();
        for (const [policy, { allowed, denied }] of limits.totals) {
          this.inc({ policy, result: 'allowed' }, allowed);
          this.inc({ policy, result: 'denied' }, denied);
        }
      },
    });
    new Counter({
      name: 'mortar_rate_limit_local_decisions_total',
      help: 'Operations that this process decided about by itself because Redis did not answer in time',
      registers,
      collect() {
        this.reset();
        this.inc(limits.state.localDecisions);
      },
    });
    new Gauge({
      name: 'mortar_rate_limit_breaker_open',
      help: '1 while this process does not ask Redis about rate limits because it does not answer, else 0',
      registers,
      collect() {
        this.set(limits.state.redisAway ? 1 : 0);
      },
    });
    new Gauge({
      name: 'mortar_rate_limit_blocked_keys',
      help: 'Keys that this process refuses without asking Redis, until the time that Redis named',
      registers,
      collect() {
        this.set(limits.state.localBlocks);
      },
    });
  }

  /** Tells what this process' cache did; read when Prometheus asks. */
  watchCache(cache: Cache): void {
    const registers = [this.registry];
    new Counter({
      name: 'mortar_cache_reads_total',
      help: 'Reads of the cache by result: memory (in this process), redis, stale (past its time), miss',
      labelNames: ['result'],
      registers,
      collect() {
        const { hits, memoryHits, staleHits, misses } = cache.counts;
        this.reset();
        this.inc({ result: 'memory' }, memoryHits);
        this.inc({ result: 'redis' }, hits - memoryHits - staleHits);
        this.inc({ result: 'stale' }, staleHits);
        this.inc({ result: 'miss' }, misses);
      },
    });
    new Counter({
      name: 'mortar_cache_loads_total',
      help: 'Values that this process loaded from their source, by result: ok or error',
      labelNames: ['result'],
      registers,
      collect() {
        const { loads, loadErrors } = cache.counts;
        this.reset();
        this.inc({ result: 'ok' }, loads - loadErrors);
        this.inc({ result: 'error' }, loadErrors);
      },
    });
    new Counter({
      name: 'mortar_cache_invalidations_total',
      help: 'Keys and tags that this process invalidated',
      registers,
      collect() {
        this.reset();
        this.inc(cache.counts.invalidations);
      },
    });
    new Gauge({
      name: 'mortar_cache_memory_bytes',
      help: 'Bytes of the texts that this process holds in its memory',
      registers,
      collect() {
        this.set(cache.state.memoryBytes);
      },
    });
    new Gauge({
      name: 'mortar_cache_memory_entries',
      help: 'Values that this process holds in its memory',
      registers,
      collect() {
        this.set(cache.state.memoryEntries);
      },
    });
  }

  /** Tells what live delivery does; read when Prometheus asks. */
  watchLive({ live, subscriptions, executions }: LiveFacts): void {
    const registers = [this.registry];
    new Gauge({
      name: 'mortar_live_subscriptions',
      help: 'Subscriptions that are open, over WebSocket and as server-sent events',
      registers,
      collect() {
        this.set(subscriptions.size);
      },
    });
    new Gauge({
      name: 'mortar_live_operations',
      help: 'Open subscriptions, those counted once that may share: the same operation, variables and rights',
      registers,
      collect() {
        this.set(executions.operations);
      },
    });
    new Gauge({
      name: 'mortar_live_streams',
      help: 'What is read from Redis for them: a shared state counts once, a feed for each of its readers',
      registers,
      collect() {
        this.set(live.streams);
      },
    });
    new Counter({
      name: 'mortar_live_deliveries_total',
      help: 'Results that were handed to subscribers',
      registers,
      collect() {
        this.reset();
        this.inc(executions.counts.deliveries);
      },
    });
    new Counter({
      name: 'mortar_live_executions_total',
      help: 'Executions that these deliveries took: one for all who share it',
      registers,
      collect() {
        this.reset();
        this.inc(executions.counts.executions);
      },
    });
    new Counter({
      name: 'mortar_live_skipped_snapshots_total',
      help: 'States that subscribers were not told since a newer one was there before they had taken the last',
      registers,
      collect() {
        this.reset();
        this.inc(live.counts.skippedSnapshots);
      },
    });
  }

  /** Counts an operation that was refused before its execution. */
  countRefused({ document, operationName }: Pick<ExecutionArgs, 'document' | 'operationName'>, refusal: Error): void {
    const operation = getOperationAST(document, operationName);
    this.#operations.inc({
      operation: this.#bounded(operation?.name?.value),
      kind: operation?.operation ?? 'query',
      result: codeOf(refusal),
    });
  }

  /** Counts an operation by its result, a subscription that was accepted by none. */
  countOperation(operation: OperationDefinitionNode | null | undefined, result: ExecutionResult | undefined): void {
    const error = result?.errors?.[0];
    this.#operations.inc({
      operation: this.#bounded(operation?.name?.value),
      kind: operation?.operation ?? 'query',
      result: error ? codeOf(error) : 'ok',
    });
  }

  /** Counts each operation when its result is there; a subscription when it was accepted or refused. */
  plugin(): Plugin {
    const refused = (): void =>
      this.#operations.inc({ operation: '(invalid)', kind: 'query', result: 'BAD_USER_INPUT' });
    return {
      onParse:
        () =>
        ({ result }) => {
          if (result instanceof Error) refused();
        },
      onValidate:
        () =>
        ({ valid }) => {
          if (!valid) refused();
        },
      onExecute: ({ args }) => {
        const operation = getOperationAST(args.document, args.operationName);
        return {
          onExecuteDone: ({ result }) => {
            if (Symbol.asyncIterator in result) return;
            this.countOperation(operation, result);
          },
        };
      },
      onSubscribe: ({ args }) => ({
        onSubscribeResult: ({ result }) => {
          const operation = getOperationAST(args.document, args.operationName);
          this.countOperation(operation, Symbol.asyncIterator in result ? undefined : result);
        },
      }),
    };
  }

  /** Times every command that this connection sends. */
  observe(client: RedisClient): void {
    const send = client.sendCommand.bind(client) as (...given: SendCommand) => unknown;
    client.sendCommand = (...given: SendCommand) => {
      const [command] = given;
      const stop = this.#redis.startTimer({ command: command.name });
      command.promise.then(
        () => stop(),
        () => {
          stop();
          this.#redisErrors.inc({ command: command.name });
        },
      );
      return send(...given);
    };
  }

  #bounded(name: string | undefined): string {
    if (!name) return '(anonymous)';
    if (this.#names.has(name)) return name;
    if (this.#names.size >= serverLimits.operationNames) return '(other)';
    this.#names.add(name);
    return name;
  }
}
