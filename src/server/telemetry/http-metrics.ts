// Counts and times HTTP requests.

import { Histogram, type Registry } from 'prom-client';

type Label = 'method' | 'route' | 'status';

/** Node knows thirty more, which no route answers. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

export class HttpMetrics {
  readonly #requests: Histogram<Label>;
  /** Found once, since prom-client takes longer to find one than to count. There are as many as it has itself. */
  readonly #series = new Map<string, Histogram.Internal<Label>>();

  constructor(registry: Registry) {
    this.#requests = new Histogram({
      name: 'mortar_http_request_duration_seconds',
      help: 'HTTP requests by method, route and status, in seconds',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    });
  }

  countRequest(sent: string, route: string, status: number, seconds: number): void {
    const method = methods.has(sent) ? sent : '(other)';
    const name = `${method} ${route} ${status}`;
    let series = this.#series.get(name);
    if (!series) {
      series = this.#requests.labels({ method, route, status });
      this.#series.set(name, series);
    }
    series.observe(seconds);
  }
}
