// Reports what lies in Redis: queues, orders, sessions, and Redis' own memory. It is read when Prometheus asks, and by all metrics together. Every
// process reports the same, since all have the same Redis.

import { Gauge, type Registry } from 'prom-client';
import { type NodeMemory, readMemory } from '../../redis/base/memory.ts';
import type { QueueStats } from '../../redis/job/queue-stats.ts';
import { type OrderState, orderStates } from '../../redis/order/record.ts';
import type { LiveSessions } from '../../redis/session/count.ts';
import type { Stores } from '../../redis/stores.ts';

const limits = {
  /** For so long a reading counts for who asks again. */
  keptMs: 2_000,
  /** Metrics do not wait longer for Redis. What has not come by then is left out. */
  patienceMs: 1_000,
  /** Queues told apart: those with the most jobs. */
  queues: 100,
} as const;

const counts = ['waiting', 'delayed', 'active', 'dead', 'quarantined'] as const;

interface State {
  readonly queues: readonly QueueStats[];
  readonly orders: ReadonlyMap<OrderState, number>;
  /** Null where they cannot be read. */
  readonly sessions: LiveSessions | null;
  readonly memory: readonly NodeMemory[];
}

export function watchState(registry: Registry, stores: Stores): void {
  const registers = [registry];
  const reading = new Reading(stores);
  watchQueues(registers, reading);
  new Gauge({
    name: 'mortar_orders',
    help: 'Orders by state',
    labelNames: ['state'],
    registers,
    async collect() {
      const { orders } = await reading.state();
      this.reset();
      for (const [state, count] of orders) this.set({ state: state.toLowerCase() }, count);
    },
  });
  new Gauge({
    name: 'mortar_sessions',
    help: 'Live sessions by kind: guest or user. One that ran out unused counts for up to ten minutes more',
    labelNames: ['kind'],
    registers,
    async collect() {
      const { sessions } = await reading.state();
      this.reset();
      if (!sessions) return;
      this.set({ kind: 'guest' }, sessions.guests);
      this.set({ kind: 'user' }, sessions.accounts);
    },
  });
  watchMemory(registers, reading);
}

function watchQueues(registers: Registry[], reading: Reading): void {
  const each = (name: string, help: string, of: (queue: QueueStats) => number | null): Gauge<'queue'> =>
    new Gauge({
      name,
      help,
      labelNames: ['queue'],
      registers,
      async collect() {
        const { queues } = await reading.state();
        this.reset();
        for (const queue of queues) {
          const value = of(queue);
          if (value !== null) this.set({ queue: queue.name }, value);
        }
      },
    });
  new Gauge({
    name: 'mortar_queue_jobs',
    help: 'Jobs by queue and state: waiting, delayed, active, dead or quarantined',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      const { queues } = await reading.state();
      this.reset();
      for (const queue of queues)
        for (const state of counts) this.set({ queue: queue.name, state }, queue.counts[state]);
    },
  });
  each('mortar_queue_paused', 'Whether a queue is paused: 1 or 0', ({ paused }) => Number(paused));
  each(
    'mortar_queue_oldest_waiting_seconds',
    'For how long the oldest waiting job of a queue has been ready, in seconds',
    ({ oldestWaitingSeconds }) => oldestWaitingSeconds ?? 0,
  );
  each(
    'mortar_queue_completions_per_second',
    'Jobs of a queue that were completed, per second of the last minutes',
    ({ completedPerMinute }) => completedPerMinute / 60,
  );
  each(
    'mortar_queue_failures_per_second',
    'Attempts of a queue that failed, per second of the last minutes',
    ({ failedPerMinute }) => failedPerMinute / 60,
  );
}

function watchMemory(registers: Registry[], reading: Reading): void {
  const each = (name: string, help: string, of: (node: NodeMemory) => number): Gauge<'node'> =>
    new Gauge({
      name,
      help,
      labelNames: ['node'],
      registers,
      async collect() {
        const { memory } = await reading.state();
        this.reset();
        for (const node of memory) this.set({ node: node.name }, of(node));
      },
    });
  each('mortar_redis_memory_used_bytes', 'Memory that a master of Redis uses, in bytes', ({ usedBytes }) => usedBytes);
  each(
    'mortar_redis_memory_max_bytes',
    'The maxmemory of a master of Redis, in bytes; 0 if it has none',
    ({ maxBytes }) => maxBytes,
  );
  new Gauge({
    name: 'mortar_redis_eviction_policy_info',
    help: 'The maxmemory-policy of a master of Redis, as a label; always 1',
    labelNames: ['node', 'policy'],
    registers,
    async collect() {
      const { memory } = await reading.state();
      this.reset();
      for (const { name, policy } of memory) this.set({ node: name, policy }, 1);
    },
  });
}

/** One look at Redis for all metrics of a request. A part that cannot be read is empty. */
class Reading {
  readonly #stores: Stores;
  #current: Promise<State> | undefined;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  state(): Promise<State> {
    if (!this.#current) {
      const current = this.#read();
      this.#current = current;
      void current.then(() =>
        setTimeout(() => {
          if (this.#current === current) this.#current = undefined;
        }, limits.keptMs).unref(),
      );
    }
    return this.#current;
  }

  async #read(): Promise<State> {
    const { jobs, orders, sessions, redis } = this.#stores;
    const [queues, states, live, memory] = await Promise.all([
      inTime(jobs.queues(), []),
      inTime(Promise.all(orderStates.map(async (state) => [state, await orders.countAll(state)] as const)), []),
      inTime(sessions.countLive(), null),
      inTime(readMemory(redis.client), []),
    ]);
    return { queues: largest(queues), orders: new Map(states), sessions: live, memory };
  }
}

function inTime<T, Otherwise>(work: Promise<T>, otherwise: Otherwise): Promise<T | Otherwise> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), limits.patienceMs);
    work.then(resolve, () => resolve(otherwise)).finally(() => clearTimeout(timer));
  });
}

function largest(found: readonly (QueueStats | Error)[]): QueueStats[] {
  const size = ({ counts: of }: QueueStats): number => counts.reduce((sum, state) => sum + of[state], 0);
  return found
    .filter((queue): queue is QueueStats => !(queue instanceof Error))
    .sort((a, b) => size(b) - size(a))
    .slice(0, limits.queues);
}
