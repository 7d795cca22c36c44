// How many visitors an experiment needs before it starts, and what it finds with those it has.

import { checkWhole, refuseField } from '../../redis/base/given.ts';
import { rangeOf } from '../../redis/base/problem.ts';
import { experimentLimits } from '../../redis/experiment/limits.ts';
import { quantile, Sequence } from '../../statistics/sequence.ts';
import { orBadInput } from '../base/answer.ts';
import { decision } from './comparison.ts';

export interface PlanInput {
  readonly rate: number;
  readonly lift: number;
  readonly variants?: number | null;
  readonly power?: number | null;
  readonly visitors?: number | null;
  readonly visitorsPerDay?: number | null;
}

export interface ExperimentPlan {
  /** The rate of the better variant. */
  readonly betterRate: number;
  readonly visitors: number;
  readonly visitorsPerVariant: number;
  /** What a z-test would need that is looked at once, at the end. */
  readonly visitorsForOneLook: number;
  /** Null where it is not known how many visitors a day has. */
  readonly days: number | null;
  readonly power: number;
}

const defaults = { variants: 2, power: 0.8 } as const;

/** @throws BAD_USER_INPUT for numbers of which there can be no experiment. */
export function experimentPlan(input: PlanInput): Promise<ExperimentPlan> {
  return orBadInput(Promise.resolve().then(() => planOf(input)));
}

function planOf({ rate, lift, variants, power, visitors, visitorsPerDay }: PlanInput): ExperimentPlan {
  const count = variants ?? defaults.variants;
  const wanted = power ?? defaults.power;
  const betterRate = rate * (1 + lift);
  if (!(rate > 0 && rate < 1))
    refuseField('rate', `must be greater than 0 and less than 1, not ${rate}`, [`>${rangeOf(0, 1)}`]);
  if (!(betterRate > 0 && betterRate < 1) || lift === 0)
    refuseField('lift', `must lead to another rate between 0 and 1, not to ${betterRate}`, [
      `>${rangeOf(-1, Number((1 / rate - 1).toPrecision(6)))}`,
    ]);
  if (!(count >= 2 && count <= experimentLimits.variants))
    refuseField('variants', `must be from 2 to ${experimentLimits.variants}, not ${count}`, [
      rangeOf(2, experimentLimits.variants),
    ]);
  if (!(wanted >= 0.5 && wanted <= 0.99))
    refuseField('power', `must be from 0.5 to 0.99, not ${wanted}`, [rangeOf(0.5, 0.99)]);
  if (visitors != null) checkWhole(visitors, 'visitors', 1, experimentLimits.plannedVisitors.max);
  if (visitorsPerDay != null) checkWhole(visitorsPerDay, 'visitorsPerDay', 1, experimentLimits.plannedVisitors.max);
  const sequence = new Sequence(decision.alpha / (count - 1));
  /** Of the difference of the rates, with one visitor in all: it falls with the square root of their number. */
  const error = Math.sqrt(count * (rate * (1 - rate) + betterRate * (1 - betterRate)));
  const difference = Math.abs(betterRate - rate);
  const needed = visitors ?? Math.ceil(((sequence.errorsFor(wanted) * error) / difference) ** 2);
  return {
    ...{ betterRate, visitors: needed, visitorsPerVariant: Math.ceil(needed / count) },
    visitorsForOneLook: count * perVariantForOneLook([rate, betterRate], decision.alpha / (count - 1), wanted),
    days: visitorsPerDay == null ? null : Math.ceil(needed / visitorsPerDay),
    power: visitors == null ? wanted : sequence.powerOf((difference * Math.sqrt(visitors)) / error),
  };
}

/** By the formula of Fleiss without a correction for continuity, as R's `power.prop.test` has it. */
function perVariantForOneLook([first, second]: readonly [number, number], alpha: number, power: number): number {
  const common = (first + second) / 2;
  const apart = quantile(1 - alpha / 2) * Math.sqrt(2 * common * (1 - common));
  const found = quantile(power) * Math.sqrt(first * (1 - first) + second * (1 - second));
  return Math.ceil(((apart + found) / (second - first)) ** 2);
}
