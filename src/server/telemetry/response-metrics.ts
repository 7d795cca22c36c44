// Reports what the response cache of this process did; read when Prometheus asks.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { ResponseCache } from '../response-cache/response-cache.ts';

export function watchResponses(registry: Registry, responses: ResponseCache): void {
  const registers = [registry];
  new Counter({
    name: 'mortar_response_cache_reads_total',
    help: 'Anonymous reads that may be answered from the response cache, by result: hit or miss',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset();
      this.inc({ result: 'hit' }, responses.counts.hits);
      this.inc({ result: 'miss' }, responses.counts.misses);
    },
  });
  new Gauge({
    name: 'mortar_response_cache_bytes',
    help: 'Memory of the answers in the response cache, in bytes of their texts',
    registers,
    collect() {
      this.set(responses.bytes);
    },
  });
}
