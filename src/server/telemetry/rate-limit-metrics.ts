// Reports what the rate limits did; read when Prometheus asks, so that a decision does not pay for it.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { RateLimits } from '../../redis/rate-limit/rate-limit.ts';

export function watchRateLimits(registry: Registry, limits: RateLimits): void {
  const registers = [registry];
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
