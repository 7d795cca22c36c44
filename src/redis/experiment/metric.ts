// What an experiment counts beside its goal: what else may change, and what must not.

import { checkCount, checkText, checkWhole, refuseField } from '../base/given.ts';
import { checkCurrency } from '../base/money.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import type { MetricEvent } from '../metric/event-field.ts';
import { experimentLimits, experimentName, keyLengths } from './limits.ts';

export const experimentMetricKinds = ['CONVERSION', 'REVENUE', 'SECONDS'] as const;
type ExperimentMetricKind = (typeof experimentMetricKinds)[number];

export interface ExperimentMetric {
  readonly key: string;
  /** The name of the event that counts, or its type if it has no name. */
  readonly event: string;
  readonly kind: ExperimentMetricKind;
  /** Of revenue. */
  readonly currency: string | null;
  /** What a visitor counts at most in the comparison: minor units, or seconds. */
  readonly cap: number | null;
  /** A share of the value of the first variant. Of the two, at most one is given: that makes a guardrail. */
  readonly mayFallBy: number | null;
  readonly mayRiseBy: number | null;
}

export type ExperimentMetricInput = Pick<ExperimentMetric, 'key' | 'event'> &
  Partial<Omit<ExperimentMetric, 'key' | 'event' | 'kind'>> & { readonly kind?: ExperimentMetricKind | null };

/** @throws Refusal INVALID naming the field. */
export function checkMetrics(metrics: readonly ExperimentMetricInput[]): ExperimentMetric[] {
  checkCount(metrics, 'metrics', experimentLimits.metrics);
  return metrics.map((metric, index) => {
    const at = ['metrics', String(index)];
    const { keyLength } = experimentLimits;
    if (!experimentName.test(metric.key) || metric.key.length > keyLength)
      refuseBut(
        keyLengths,
        'INVALID',
        `A metric is named by 1 to ${keyLength} letters, digits, dots, hyphens and underscores.`,
        ...at,
        'key',
      );
    if (metrics.findIndex((other) => other.key === metric.key) < index)
      refuse('INVALID', `There are two metrics ${metric.key}.`, ...at, 'key');
    checkText(metric.event, [...at, 'event'], experimentLimits.goalLength);
    return { key: metric.key, event: metric.event, ...checkKind(metric, at), ...checkBounds(metric, at) };
  });
}

function checkKind(
  { kind, currency, cap }: ExperimentMetricInput,
  at: readonly string[],
): Pick<ExperimentMetric, 'kind' | 'currency' | 'cap'> {
  const given = kind ?? 'CONVERSION';
  if (!experimentMetricKinds.includes(given))
    refuseField([...at, 'kind'], `must be one of ${experimentMetricKinds.join(', ')}`, [...experimentMetricKinds]);
  if (given === 'REVENUE') checkCurrency(currency, ...at, 'currency');
  else if (currency != null) refuseField([...at, 'currency'], 'must be null unless the metric is REVENUE');
  if (cap == null) return { kind: given, currency: currency ?? null, cap: null };
  if (given === 'CONVERSION') refuseField([...at, 'cap'], 'must be null: a visitor converts once');
  checkWhole(cap, [...at, given === 'SECONDS' ? 'capSeconds' : 'cap'], 1, experimentLimits.valueMaxMinor);
  return { kind: given, currency: currency ?? null, cap };
}

function checkBounds(
  { mayFallBy = null, mayRiseBy = null }: ExperimentMetricInput,
  at: readonly string[],
): Pick<ExperimentMetric, 'mayFallBy' | 'mayRiseBy'> {
  const most = { mayFallBy: 0.99, mayRiseBy: 100 } as const;
  for (const [field, bound] of Object.entries({ mayFallBy, mayRiseBy })) {
    const max = most[field as keyof typeof most];
    if (bound !== null && !(bound >= 0 && bound <= max))
      refuseField([...at, field], `must be from 0 to ${max}, not ${bound}`, [rangeOf(0, max)]);
  }
  if (mayFallBy !== null && mayRiseBy !== null)
    refuseField([...at, 'mayRiseBy'], 'must be null beside mayFallBy: make two metrics of it');
  return { mayFallBy, mayRiseBy };
}

/** Whether an event takes back what the metric counts. */
export function isTakenBack({ kind, event: counted }: ExperimentMetric, { type }: Pick<MetricEvent, 'type'>): boolean {
  return type === 'REFUND' && kind === 'REVENUE' && counted !== 'REFUND';
}

/** Whether a metric counts an event. A refund counts by its type, and takes back what the metric of its goal counts. */
export function isCounted(metric: ExperimentMetric, event: Pick<MetricEvent, 'type' | 'name'>): boolean {
  if (isTakenBack(metric, event)) return (event.name ?? 'PURCHASE') === metric.event;
  return metric.event === (event.type === 'REFUND' ? 'REFUND' : (event.name ?? event.type));
}

/** What an event adds to a metric, and in which unit; nothing of conversions. */
export function amountOf(
  { kind, currency }: ExperimentMetric,
  { value, seconds }: Pick<MetricEvent, 'value' | 'seconds'>,
): { readonly minor: bigint | number; readonly currency: string } | null {
  if (kind === 'REVENUE') return value?.currency === currency ? (value ?? null) : null;
  return kind === 'SECONDS' && seconds != null ? { minor: seconds, currency: secondsUnit } : null;
}

/** In place of a currency. */
export const secondsUnit = 's';

export const unitOf = ({ kind, currency }: ExperimentMetric): string =>
  kind === 'REVENUE' ? (currency ?? '') : secondsUnit;
