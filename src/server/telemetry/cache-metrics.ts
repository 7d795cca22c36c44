// Reports what the cache of this process did; read when Prometheus asks.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { Cache } from '../../redis/cache/cache.ts';

export function watchCache(registry: Registry, cache: Cache): void {
  const registers = [registry];
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
