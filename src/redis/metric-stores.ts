// The stores of metrics, put together: what is counted of each site, its goals, and its figures as files.

import type { RedisHandle } from './base/handle.ts';
import { MetricExport } from './metric/export.ts';
import { GoalReports } from './metric/goal-report.ts';
import { Metrics, type MetricsSettings } from './metric/metric.ts';
import { Sites } from './metric/site.ts';
import { SiteGoals } from './metric/site-goal.ts';
import { SiteRoles } from './metric/site-role.ts';
import { SiteShares } from './metric/site-share.ts';
import { VisitorData, type VisitorSection } from './metric/visitor-data.ts';

export interface MetricStores {
  readonly metrics: Metrics;
  readonly sites: Sites;
  readonly siteGoals: SiteGoals;
  readonly siteRoles: SiteRoles;
  readonly siteShares: SiteShares;
  readonly goalReports: GoalReports;
  readonly metricExport: MetricExport;
  readonly visitorData: VisitorData;
}

interface Settings extends Omit<MetricsSettings, 'siteGoals' | 'sites'> {
  /** What other subjects keep of visitors. */
  readonly sections: readonly VisitorSection[];
}

export function metricStores(redis: RedisHandle, { sections, ...settings }: Settings): MetricStores {
  const siteGoals = new SiteGoals(redis);
  const sites = new Sites(redis);
  const metrics = new Metrics(redis, { ...settings, siteGoals, sites });
  return {
    ...{ metrics, sites, siteGoals },
    siteRoles: new SiteRoles(redis),
    siteShares: new SiteShares(redis),
    goalReports: new GoalReports(redis, siteGoals),
    metricExport: new MetricExport(redis, { metrics, sites }),
    visitorData: new VisitorData(redis, metrics.feed, sections),
  };
}
