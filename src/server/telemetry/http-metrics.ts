// Counts and times HTTP requests. It counts by itself, since prom-client takes longer for an observation than a short request may.

import type { Metric, Registry } from 'prom-client';

interface Labels {
  readonly method: string;
  readonly route: string;
  readonly status: number;
}

const name = 'mortar_http_request_duration_seconds';

/** Node knows thirty more, which no route answers. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** In seconds. */
const bounds: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The requests of one method, route and status. */
class Series {
  readonly #labels: Labels;
  /** Those above the bound before and not above this one; the last are above all. */
  readonly #counts: number[] = Array.from({ length: bounds.length + 1 }, () => 0);
  #sum = 0;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  add(seconds: number): void {
    let place = 0;
    while (place < bounds.length && seconds > (bounds[place] as number)) place++;
    this.#counts[place] = (this.#counts[place] as number) + 1;
    this.#sum += seconds;
  }

  /** As Prometheus has a histogram: each bucket has those of the smaller ones too. */
  values(): readonly object[] {
    const labels = this.#labels;
    let count = 0;
    const buckets = this.#counts.map((own, place) => {
      count += own;
      return { metricName: `${name}_bucket`, labels: { le: bounds[place] ?? '+Inf', ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}

export class HttpMetrics {
  /** By route, status and method: each is bounded. */
  readonly #series = new Map<string, Map<number, Map<string, Series>>>();

  constructor(registry: Registry) {
    const help = 'HTTP requests by method, route and status, in seconds';
    const get = async (): Promise<object> => ({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: this.#values(),
    });
    // What a registry asks of a metric.
    registry.registerMetric({ name, get, reset: () => this.#series.clear() } as unknown as Metric);
  }

  countRequest(sent: string, route: string, status: number, seconds: number): void {
    const method = methods.has(sent) ? sent : '(other)';
    const known = this.#series.get(route)?.get(status)?.get(method);
    (known ?? this.#add({ method, route, status })).add(seconds);
  }

  #add(labels: Labels): Series {
    const ofRoute = this.#series.get(labels.route) ?? new Map<number, Map<string, Series>>();
    const ofStatus = ofRoute.get(labels.status) ?? new Map<string, Series>();
    const series = new Series(labels);
    this.#series.set(labels.route, ofRoute.set(labels.status, ofStatus.set(labels.method, series)));
    return series;
  }

  #values(): object[] {
    const all: object[] = [];
    for (const ofRoute of this.#series.values())
      for (const ofStatus of ofRoute.values()) for (const series of ofStatus.values()) all.push(...series.values());
    return all;
  }
}
