// What Prometheus reads at /metrics: the process, and what the other files of this folder count. Label sets are bounded.

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { HttpMetrics } from './http-metrics.ts';
import { OperationMetrics } from './operation-metrics.ts';

export class Telemetry {
  readonly registry = new Registry();
  readonly http = new HttpMetrics(this.registry);
  readonly operations = new OperationMetrics(this.registry);
  readonly security: Counter<'event' | 'reason'>;
  readonly sockets: Gauge;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.security = new Counter({
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
}
