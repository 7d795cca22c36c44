import type { Experiments } from '../../src/redis/experiment/experiment.ts';
import type { MetricEvent } from '../../src/redis/metric/metric.ts';
import { uniquePrefix } from './redis.ts';

/** Starts experiments and counts their arms. */
export function experimentsBy(experiments: Experiments) {
  return {
    async running(overrides: Partial<Parameters<Experiments['set']>[0]> = {}): Promise<string> {
      const key = uniquePrefix();
      await experiments.set({ key, goal: key, variants: [{ key: 'old' }, { key: 'new' }], ...overrides });
      await experiments.start(key);
      return key;
    },

    async armsOf(key: string) {
      const experiment = await experiments.find(key);
      if (!experiment) throw new Error(`There is no ${key}`);
      return experiments.counts(experiment);
    },
  };
}

export const buy = (name: string, visitorId: string, more: Partial<MetricEvent> = {}): MetricEvent => ({
  eventId: uniquePrefix(),
  type: 'PURCHASE',
  name,
  visitorId,
  ...more,
});

export const eur = (minor: number) => ({ value: { minor, currency: 'EUR' } });
