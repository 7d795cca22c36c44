// What Prometheus reads at /metrics: the process, and what the other files of this folder count. Label sets are bounded.

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { version } from '../../redis/base/version.ts';
import { HttpMetrics } from './http-metrics.ts';
import { OperationMetrics } from './operation-metrics.ts';

export interface TelemetrySettings {
  /** Names of the operations that are counted by name; all others count as "(other)". */
  readonly operations?: readonly string[];
  /** Errors that only the last resort of the process caught. */
  readonly uncaught?: { readonly count: number };
}

export class Telemetry {
  readonly registry = new Registry();
  readonly http = new HttpMetrics(this.registry);
  readonly operations: OperationMetrics;
  readonly security: Counter<'event' | 'reason'>;
  readonly sessionsStarted: Counter<'kind'>;
  readonly sockets: Gauge;

  constructor({ operations = [], uncaught }: TelemetrySettings) {
    const registers = [this.registry];
    this.operations = new OperationMetrics(this.registry, operations);
    collectDefaultMetrics({ register: this.registry });
    this.security = new Counter({
      name: 'mortar_security_events_total',
      help: 'Log-ins, failures, rotations, thefts and ends of sessions, by kind and reason',
      labelNames: ['event', 'reason'],
      registers,
    });
    this.sessionsStarted = new Counter({
      name: 'mortar_sessions_started_total',
      help: 'Sessions that began, by kind: guest or user',
      labelNames: ['kind'],
      registers,
    });
    this.sockets = new Gauge({
      name: 'mortar_websocket_connections',
      help: 'WebSocket connections that are open',
      registers,
    });
    new Gauge({
      name: 'mortar_build_info',
      help: 'Versions of Mortar and Node as labels; always 1',
      labelNames: ['version', 'node_version'],
      registers,
    }).set({ version, node_version: process.version }, 1);
    new Counter({
      name: 'mortar_uncaught_errors_total',
      help: 'Errors that nobody caught and that the process survived; each is a bug',
      registers,
      collect() {
        this.reset();
        this.inc(uncaught?.count ?? 0);
      },
    });
  }
}
