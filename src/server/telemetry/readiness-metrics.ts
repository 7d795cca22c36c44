// Reports what readiness is made of; read when Prometheus asks, which has it looked at, too.

import { Gauge, type Registry } from 'prom-client';
import type { Risk } from '../../redis/base/fitness.ts';
import type { Readiness } from '../../redis/base/readiness.ts';

const risks: readonly Risk[] = ['eviction', 'persistence', 'saving', 'unknown'];

export function watchReadiness(registry: Registry, readiness: Readiness): void {
  const registers = [registry];
  new Gauge({
    name: 'mortar_redis_ready',
    help: 'Which part of the masters of Redis serves reads, takes writes and keeps subscriptions, from 0 to 1',
    labelNames: ['dependency'],
    aggregator: 'min',
    registers,
    async collect() {
      const { masters, subscriptions } = await readiness.report();
      const part = (kind: 'reads' | 'writes'): number =>
        masters.filter((master) => master[kind]).length / Math.max(1, masters.length);
      this.set({ dependency: 'reads' }, part('reads'));
      this.set({ dependency: 'writes' }, part('writes'));
      if (subscriptions) this.set({ dependency: 'subscriptions' }, subscriptions === 'all' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'mortar_redis_risk',
    help: 'Whether Redis is set up so that data can be lost: 1 if keys are evicted, not kept in a file, or the file cannot be written',
    labelNames: ['risk'],
    aggregator: 'max',
    registers,
    async collect() {
      const found = (await readiness.report()).risks;
      for (const risk of risks) this.set({ risk }, found.includes(risk) ? 1 : 0);
    },
  });
}
