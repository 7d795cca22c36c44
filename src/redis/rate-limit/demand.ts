// What an operation asks of the policies: for each policy that guards something of it, how many units.

import { costTarget, type RateLimitPolicy } from './policy.ts';

/** The way in: only a policy that names it limits it, so that a policy on everything never keeps an administrator out. */
const onlyByName = new Set(['Mutation.sessionLogIn']);

export interface Demand {
  readonly policy: RateLimitPolicy;
  readonly units: number;
}

/**
 * @param fields how often each schema coordinate runs.
 * @param cost of the operation in points; 0 where there is none, as outside GraphQL.
 */
export function demandOn(
  policies: Iterable<RateLimitPolicy>,
  fields: ReadonlyMap<string, number>,
  cost: number,
): Demand[] {
  const demands: Demand[] = [];
  const points = [...fields.keys()].every((field) => onlyByName.has(field)) ? 0 : Math.ceil(cost);
  for (const policy of policies) {
    if (policy.mode === 'OFF') continue;
    const units = policy.targets.includes(costTarget) ? points : unitsOf(policy.targets, fields);
    if (units > 0) demands.push({ policy, units });
  }
  return demands;
}

function unitsOf(targets: readonly string[], fields: ReadonlyMap<string, number>): number {
  if (targets.length === 0) return 0;
  let units = 0;
  for (const [coordinate, times] of fields) {
    const type = coordinate.slice(0, coordinate.indexOf('.'));
    const counts = (target: string): boolean =>
      target === coordinate || (!onlyByName.has(coordinate) && (target === '*' || target === `${type}.*`));
    if (targets.some(counts)) units += times;
  }
  return units;
}
