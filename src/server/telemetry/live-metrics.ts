// Reports what live delivery does; read when Prometheus asks.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { Readers } from '../stream/readers.ts';

interface LiveFacts {
  readonly live: { readonly streams: number; readonly counts: { readonly skippedSnapshots: number } };
  readonly subscriptions: { readonly size: number; readonly readers: Pick<Readers, 'counts' | 'waitingBytes'> };
  readonly executions: {
    readonly operations: number;
    readonly counts: { readonly executions: number; readonly deliveries: number };
  };
}

export function watchLive(registry: Registry, { live, subscriptions, executions }: LiveFacts): void {
  const registers = [registry];
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
    help: 'Snapshots skipped for slow subscribers because a newer one was available',
    registers,
    collect() {
      this.reset();
      this.inc(live.counts.skippedSnapshots);
    },
  });
  new Gauge({
    name: 'mortar_live_waiting_bytes',
    help: 'Bytes that wait for clients to read them, over WebSocket and as server-sent events',
    registers,
    collect() {
      this.set(subscriptions.readers.waitingBytes);
    },
  });
  new Counter({
    name: 'mortar_live_slow_readers_total',
    help: 'Connections that were closed because their clients did not read',
    registers,
    collect() {
      this.reset();
      this.inc(subscriptions.readers.counts.slow);
    },
  });
}
