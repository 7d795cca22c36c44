import { useMemo } from 'react';
import { useLive } from '../../data.ts';
import { formatCount, formatDuration, formatPercent } from '../../format.ts';
import { LiveMetricsDocument, type LiveMetricsSubscription } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Chart } from '../../parts/chart.tsx';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { RevenueFigure } from '../../parts/revenue-figure.tsx';
import { SiteField, useSite } from '../../parts/site-field.tsx';
import { Empty } from '../../parts/states.tsx';
import { formatTimeIn, readersZone } from '../../zone.ts';

/** What happens on the site now, as it happens. */
export function LivePage() {
  const choice = useSite();
  const live = useLive(LiveMetricsDocument, { site: choice.site });
  return (
    <Page title="Live" actions={<SiteField choice={choice} />}>
      <ReadingView reading={live}>
        {({ liveMetrics }) => <LiveView metrics={liveMetrics} zone={choice.zone} />}
      </ReadingView>
    </Page>
  );
}

/** @param seen whether the chart above shows visitors, who left before the window of the other numbers */
function NoPages({ window, seen }: { window: string; seen: boolean }) {
  if (seen) return <Empty title={`No page views ${window}.`}>The visitors of the chart have left.</Empty>;
  return (
    <Empty title="No visitors yet.">
      Pages appear with the first page view. To see some, run <code>npm run simulate</code> beside{' '}
      <code>npm start</code>.
    </Empty>
  );
}

function LiveView({ metrics, zone }: { metrics: LiveMetricsSubscription['liveMetrics']; zone: string | undefined }) {
  const window = `in the last ${formatDuration(metrics.windowSeconds)}`;
  const chart = useMemo(
    () => ({
      times: metrics.perMinute.map(({ at }) => Date.parse(at)),
      series: [{ label: 'Page views', values: metrics.perMinute.map(({ value }) => value), tone: 'accent' as const }],
    }),
    [metrics.perMinute],
  );

  return (
    <>
      <Figures label="Now">
        <Figure label="Active visitors" value={formatCount(metrics.activeVisitors)} hint={window} />
        <Figure label="Page views" value={formatCount(metrics.pageViews)} hint={window} />
        <Figure
          label="Conversions"
          value={formatCount(metrics.conversions)}
          hint={`${formatPercent(metrics.conversionRate)} of visitors`}
        />
        <RevenueFigure revenue={metrics.revenue} hint={window} />
      </Figures>
      <Panel
        title="Page views per minute"
        actions={<p className="muted">As of {formatTimeIn(zone ?? readersZone, Date.parse(metrics.at))}</p>}
      >
        <Chart
          label={`Page views per minute over ${chart.times.length} minutes`}
          unit={{ kind: 'count', name: 'page views per minute' }}
          step={60_000}
          zone={zone}
          empty={`No page views in the last ${chart.times.length} minutes.`}
          {...chart}
        />
      </Panel>
      <Panel title="Top pages">
        {metrics.topPages.length === 0 ? (
          <NoPages window={window} seen={metrics.perMinute.some(({ value }) => Number(value) > 0)} />
        ) : (
          <BarList label="Pages by views" entries={metrics.topPages} />
        )}
      </Panel>
    </>
  );
}
