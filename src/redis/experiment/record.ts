// What an experiment is, what may be said of one, and when it may be changed.

import { checkCount, checkEntries, checkText, checkWhole, refuseField } from '../base/given.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { checkTimezone } from '../base/timezone.ts';
import { experimentLimits, experimentName, keyLengths } from './limits.ts';
import { checkMetrics, type ExperimentMetric, type ExperimentMetricInput } from './metric.ts';

type ExperimentState = 'DRAFT' | 'RUNNING' | 'STOPPED' | 'ROLLED_OUT';

export interface Variant {
  readonly key: string;
  /** Share of the visitors; the weights of an experiment sum to 1. */
  readonly weight: number;
}

interface RevenueCap {
  readonly currency: string;
  /** In minor units. */
  readonly minor: number;
}

/** Who is shown a certain variant, without being counted. */
export interface Testers {
  readonly variant: string;
  readonly visitorIds: readonly string[];
  readonly accountIds: readonly string[];
}

export interface Experiment {
  readonly key: string;
  readonly description: string | null;
  readonly state: ExperimentState;
  readonly variants: readonly Variant[];
  /** Share of all visitors who take part: 0 to 1. */
  readonly coverage: number;
  readonly goal: string;
  /** Missing in records of before it could be set: the default then. */
  readonly windowSeconds?: number;
  /** Missing in records of before it could be set: the default then. */
  readonly plannedVisitors?: number;
  /** What a visitor counts at most in the comparison of revenue. */
  readonly revenueCaps?: readonly RevenueCap[];
  /** Missing in records of before there could be any. */
  readonly testers?: readonly Testers[];
  /** What is counted beside the goal. Missing in records of before there could be any. */
  readonly metrics?: readonly ExperimentMetric[];
  /** In which the days of the results begin. Missing in records of before it could be set: UTC then. */
  readonly timezone?: string;
  /** The variant that everybody is shown, where it is rolled out. */
  readonly rolledOut?: string | null;
  /** Whether visitors and accounts are kept as hashes. Records of before that keep names until they get a new version. */
  readonly hashed?: boolean;
  /** Grows when variants or goal change: visitors are dealt and counted anew. */
  readonly version: number;
  readonly startedAtMs: number | null;
  readonly stoppedAtMs: number | null;
}

export interface ExperimentInput {
  readonly key: string;
  readonly description?: string | null;
  readonly variants: readonly { readonly key: string; readonly weight?: number | null }[];
  readonly coverage?: number | null;
  readonly goal: string;
  readonly windowSeconds?: number | null;
  readonly plannedVisitors?: number | null;
  readonly revenueCaps?: readonly RevenueCap[] | null;
  readonly testers?: readonly Testers[] | null;
  readonly metrics?: readonly ExperimentMetricInput[] | null;
  readonly timezone?: string | null;
}

type Given =
  | 'testers'
  | 'description'
  | 'variants'
  | 'coverage'
  | 'goal'
  | 'windowSeconds'
  | 'plannedVisitors'
  | 'revenueCaps'
  | 'metrics'
  | 'timezone';

/** The part of an experiment that its author gives. @throws Refusal INVALID naming the field. */
export function checkInput(input: ExperimentInput): Pick<Experiment, Given> {
  checkKey(input.key);
  const { variants, goal } = input;
  checkEntries(variants, 'variants');
  const coverage = input.coverage ?? 1;
  if (variants.length < 2 || variants.length > experimentLimits.variants)
    refuseBut(
      [rangeOf(2, experimentLimits.variants, 'entries')],
      'INVALID',
      `An experiment has 2 to ${experimentLimits.variants} variants.`,
      'variants',
    );
  for (const [index, variant] of variants.entries()) {
    if (!experimentName.test(variant.key) || variant.key.length > experimentLimits.keyLength)
      refuseBut(
        keyLengths,
        'INVALID',
        `A variant is named by 1 to ${experimentLimits.keyLength} letters, digits, dots, hyphens and underscores.`,
        'variants',
        String(index),
        'key',
      );
    if (variants.findIndex((other) => other.key === variant.key) < index)
      refuse('INVALID', `There are two variants ${variant.key}.`, 'variants', String(index), 'key');
    if (variant.weight != null && !(variant.weight > 0 && variant.weight <= experimentLimits.weight))
      refuseField(
        ['variants', String(index), 'weight'],
        `must be greater than 0 and at most ${experimentLimits.weight}, not ${variant.weight}`,
        [`>${rangeOf(0, experimentLimits.weight)}`],
      );
  }
  const given = variants.filter((variant) => variant.weight != null).length;
  if (given > 0 && given < variants.length)
    refuse('INVALID', 'Give each variant a weight, or none; without weights all are equal.', 'variants');
  if (!(coverage >= 0 && coverage <= 1))
    refuseBut([rangeOf(0, 1)], 'INVALID', 'coverage must be between 0 and 1.', 'coverage');
  checkText(goal, 'goal', experimentLimits.goalLength);
  if (input.description?.isWellFormed() === false) refuseField('description', 'must be well-formed text');
  const sum = variants.reduce((total, variant) => total + (variant.weight ?? 1), 0);
  const weighed = variants.map(({ key, weight }) => ({ key, weight: (weight ?? 1) / sum }));
  return {
    description: input.description?.slice(0, experimentLimits.descriptionLength) ?? null,
    variants: weighed,
    coverage,
    goal,
    testers: checkTesters(input.testers ?? [], variants),
    metrics: checkMetrics(input.metrics ?? []),
    ...checkSettings(input),
  };
}

function checkTesters(testers: readonly Testers[], variants: ExperimentInput['variants']): Testers[] {
  checkCount(testers, 'testers', experimentLimits.variants);
  const keys = variants.map(({ key }) => key);
  let count = 0;
  const given = testers.map(({ variant, visitorIds, accountIds }, index) => {
    const at = ['testers', String(index)];
    if (!keys.includes(variant)) refuseField([...at, 'variant'], `must be one of ${keys.join(', ')}`, keys);
    for (const [field, ids] of Object.entries({ visitorIds, accountIds })) {
      checkCount(ids, [...at, field], experimentLimits.testers);
      for (const [place, id] of ids.entries())
        checkText(id, [...at, field, String(place)], experimentLimits.visitorIdLength);
      count += ids.length;
    }
    return { variant, visitorIds: [...visitorIds], accountIds: [...accountIds] };
  });
  if (count > experimentLimits.testers)
    refuseField('testers', `must be at most ${experimentLimits.testers} visitors and accounts, not ${count}`);
  return given;
}

/** The experiment without a visitor among its testers; itself where there is none such. */
export function withoutTester(experiment: Experiment, visitorId: string): Experiment {
  if (forcedFor(experiment, visitorId, null) === null) return experiment;
  const testers = (experiment.testers ?? []).map((each) => ({
    ...each,
    visitorIds: each.visitorIds.filter((id) => id !== visitorId),
  }));
  return { ...experiment, testers: testers.filter((each) => each.visitorIds.length + each.accountIds.length > 0) };
}

/** The variant that a tester is shown; null for everybody else. */
export function forcedFor({ testers = [] }: Experiment, visitorId: string, account: string | null): string | null {
  const own = testers.find(
    ({ visitorIds, accountIds }) =>
      visitorIds.includes(visitorId) || (account !== null && accountIds.includes(account)),
  );
  return own?.variant ?? null;
}

function checkSettings(
  input: ExperimentInput,
): Required<Pick<Experiment, 'windowSeconds' | 'plannedVisitors' | 'revenueCaps' | 'timezone'>> {
  const timezone = input.timezone ?? 'UTC';
  checkTimezone(timezone);
  const { windowSeconds: span, plannedVisitors: planned } = experimentLimits;
  const windowSeconds = input.windowSeconds ?? span.default;
  checkWhole(windowSeconds, 'windowSeconds', span.min, span.max);
  const plannedVisitors = input.plannedVisitors ?? planned.default;
  checkWhole(plannedVisitors, 'plannedVisitors', planned.min, planned.max);
  const caps = input.revenueCaps ?? [];
  checkEntries(caps, 'revenueCaps');
  if (caps.length > experimentLimits.revenueCaps)
    refuseField('revenueCaps', `must have at most ${experimentLimits.revenueCaps} entries`, [
      rangeOf(0, experimentLimits.revenueCaps, 'entries'),
    ]);
  for (const [index, { currency, minor }] of caps.entries()) {
    const place = ['revenueCaps', String(index)];
    if (!/^[A-Z]{3}$/.test(currency)) refuseField([...place, 'currency'], 'must be three capital letters, such as EUR');
    checkWhole(minor, [...place, 'amount'], 1, experimentLimits.valueMaxMinor);
    if (caps.findIndex((other) => other.currency === currency) < index)
      refuse('INVALID', `There are two caps in ${currency}.`, ...place, 'currency');
  }
  const revenueCaps = caps.map(({ currency, minor }) => ({ currency, minor }));
  return { windowSeconds, plannedVisitors, timezone, revenueCaps };
}

/** How long after the exposure a conversion counts. */
export function windowSecondsOf({
  windowSeconds = experimentLimits.windowSeconds.default,
}: Pick<Experiment, 'windowSeconds'>): number {
  return windowSeconds;
}

export function plannedVisitorsOf({
  plannedVisitors = experimentLimits.plannedVisitors.default,
}: Pick<Experiment, 'plannedVisitors'>): number {
  return plannedVisitors;
}

export function checkKey(key: string): void {
  if (!experimentName.test(key) || key.length > experimentLimits.keyLength)
    refuseBut(
      keyLengths,
      'INVALID',
      `An experiment is named by 1 to ${experimentLimits.keyLength} letters, digits, dots, hyphens and underscores.`,
      'key',
    );
}

export function parseExperiment(json: string): Experiment {
  return JSON.parse(json) as Experiment;
}
