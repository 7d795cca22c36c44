// The goals of a site: set by administrators and editors, and what was counted of them.

import { type DecimalMoney, parseMoney } from '../../redis/base/money.ts';
import { refuse } from '../../redis/base/problem.ts';
import type { GoalPoint, GoalTotals } from '../../redis/metric/goal-report.ts';
import { defaultSite } from '../../redis/metric/site.ts';
import type { GoalInput, SiteGoal } from '../../redis/metric/site-goal.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { hasSiteRight } from '../base/site-right.ts';
import type { Range, SeriesArgs } from './metric.ts';

export interface GoalFields {
  readonly goal: SiteGoal | null;
  readonly deleted: boolean;
}

type GoalSetInput = Omit<GoalInput, 'site' | 'value'> & {
  readonly site?: string | null;
  readonly value?: DecimalMoney | null;
};

export const keyOfGoal = ({ site, name }: SiteGoal): string => `${site} ${name}`;

/** The goal of a global id's key, for those who may see the numbers of a site. */
export async function goalById(key: string, context: Context): Promise<SiteGoal | null> {
  const end = key.indexOf(' ');
  const site = key.slice(0, Math.max(0, end));
  if (!(await hasSiteRight({ site, role: 'VIEWER' }, context))) return null;
  return end > 0 ? context.stores.siteGoals.find(site, key.slice(end + 1)) : null;
}

export function goalSet(input: GoalSetInput, { stores }: Context): Promise<Answer<GoalFields>> {
  const site = input.site ?? defaultSite;
  return answer<GoalFields>(
    async () => ({ goal: await stores.siteGoals.find(site, input.name), deleted: false }),
    async () => {
      const value = input.value ? parseMoney(input.value, 'value') : null;
      if (!(await stores.sites.find(site)))
        refuse('NOT_FOUND', `No site ${JSON.stringify(site)} is registered. Register it with siteSet.`, 'site');
      return { goal: await stores.siteGoals.set({ ...input, site, value }), deleted: false };
    },
  );
}

/** Its answer has the goal as it was. */
export function goalDelete(
  { site, name }: { site?: string | null; name: string },
  { stores }: Context,
): Promise<Answer<GoalFields>> {
  const of = site ?? defaultSite;
  return answer<GoalFields>({ goal: null, deleted: false }, async () => {
    const goal = await stores.siteGoals.find(of, name);
    if (!(await stores.siteGoals.delete(of, name)))
      refuse('NOT_FOUND', `The site ${of} has no goal ${JSON.stringify(name)}.`, 'name');
    return { goal, deleted: true };
  });
}

export function goalTotals(site: string, { from, to }: Range, { stores }: Context): Promise<GoalTotals[]> {
  return orBadInput(stores.goalReports.totals(site, from, to));
}

export function goalSeries(
  site: string,
  { goal, timezone, ...cut }: SeriesArgs & { readonly goal: string },
  { stores }: Context,
): Promise<GoalPoint[]> {
  return orBadInput(stores.goalReports.series(site, goal, { ...cut, timezone: timezone ?? undefined }));
}
