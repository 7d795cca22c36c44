import { useReading } from '../../data.ts';
import { formatCount, formatDuration, formatName, formatPercent } from '../../format.ts';
import { type Dimension, type Metric, TrafficDocument, type TrafficQuery } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { RevenueFigure } from '../../parts/revenue-figure.tsx';
import { SiteField, useSite } from '../../parts/site-field.tsx';
import { Empty, Loading } from '../../parts/states.tsx';
import { Link, useChoice } from '../../routing.tsx';
import { formatSpan } from '../../zone.ts';
import { DroppedPanel } from './dropped-panel.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { GoalsPanel } from './goals-panel.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { intervalOf, periodBefore, stepOf, takesFunnel, timesOf } from './period.ts';
import { PeriodField, usePeriod } from './period-field.tsx';
import { RetentionPanel } from './retention-panel.tsx';
import { CountChart, RevenueChart } from './series-chart.tsx';
import { TrafficExport } from './traffic-export.tsx';

const askEveryMs = 30_000;
const minuteMs = 60_000;

type Measure = Metric | 'REVENUE';
const measures: readonly Measure[] = ['PAGE_VIEWS', 'VISITORS', 'SESSIONS', 'CONVERSIONS', 'REVENUE'];
const dimensions: readonly Dimension[] = [
  'PAGE',
  'SOURCE',
  'REFERRER',
  'CAMPAIGN',
  'EVENT',
  'TRANSITION',
  'BROWSER',
  'OS',
  'DEVICE',
  'COUNTRY',
  'REGION',
  'OUTBOUND',
  'DOWNLOAD',
  'NOT_FOUND',
  'TIME_ON_PAGE',
];
const dimensionNames: Partial<Record<Dimension, string>> = {
  OS: 'System',
  OUTBOUND: 'Links away',
  DOWNLOAD: 'Downloads',
  TIME_ON_PAGE: 'Seconds on page',
};
const nameOf = (dimension: Dimension): string => dimensionNames[dimension] ?? formatName(dimension);

/** What happened over some days. */
export function TrafficPage() {
  const choice = useSite();
  return (
    <Page title="Traffic" actions={<SiteField choice={choice} />}>
      {choice.zone ? (
        <>
          <Traffic site={choice.site} zone={choice.zone} editable={choice.editable} />
          {choice.editable && <PeoplePanel key={choice.site} site={choice.site} />}
        </>
      ) : (
        <Loading />
      )}
    </Page>
  );
}

interface TrafficProps {
  site: string | undefined;
  /** Whose days are shown. */
  zone: string;
  /** Whether the reader may set goals. */
  editable: boolean;
  /** Whether the reader has a share link only, which gives no files. */
  shared?: boolean;
}

export function Traffic({ site, zone, editable, shared = false }: TrafficProps) {
  const period = usePeriod(zone);
  const [measure, setMeasure] = useChoice('measure', measures, 'PAGE_VIEWS');
  const [dimension, setDimension] = useChoice('by', dimensions, 'PAGE');
  const interval = intervalOf(period);
  const traffic = useReading(
    TrafficDocument,
    {
      site,
      metric: measure === 'REVENUE' ? 'CONVERSIONS' : measure,
      revenue: measure === 'REVENUE',
      dimension,
      interval,
      timezone: zone,
      fromBefore: timesOf(periodBefore(period), zone).from,
      ...timesOf(period, zone),
    },
    askEveryMs,
  );
  const chart = { step: stepOf(interval), zone };

  return (
    <>
      <PeriodField period={period} zone={zone} />
      {!shared && <TrafficExport site={site} period={period} dimension={dimension} name={nameOf(dimension)} />}
      <ReadingView reading={traffic}>
        {({ metrics: { totals, series, seriesBefore, revenueSeries, revenueSeriesBefore, top, dropped } }) => (
          <>
            <Totals totals={totals} zone={zone} />
            <Panel
              title={formatName(measure)}
              actions={<Choice label="Measure" value={measure} options={optionsFor(measures)} onChange={setMeasure} />}
            >
              {series && (
                <CountChart label={formatName(measure)} points={series} before={seriesBefore ?? []} {...chart} />
              )}
              {revenueSeries && <RevenueChart points={revenueSeries} before={revenueSeriesBefore ?? []} {...chart} />}
            </Panel>
            <Panel
              title="Top"
              actions={
                <Choice
                  label="Group by"
                  value={dimension}
                  options={optionsFor(dimensions, nameOf)}
                  onChange={setDimension}
                />
              }
            >
              {top === null ? (
                <Empty title="Mortar no longer has these numbers." />
              ) : top.length === 0 ? (
                <Empty title="No events in this period.">
                  Choose another period, or <Link page="connect">add the tracking script</Link> to your pages.
                </Empty>
              ) : (
                <BarList label={`Top by ${nameOf(dimension)}`} entries={top} />
              )}
            </Panel>
            <GoalsPanel site={site} period={period} zone={zone} editable={editable} />
            {totals.visitors !== 0 && (
              <>
                {takesFunnel(period) && <FunnelPanel site={site} period={period} zone={zone} />}
                <RetentionPanel site={site} period={period} />
              </>
            )}
            {dropped && dropped.length > 0 && <DroppedPanel dropped={dropped} />}
          </>
        )}
      </ReadingView>
    </>
  );
}

function Totals({ totals, zone }: { totals: TrafficQuery['metrics']['totals']; zone: string }) {
  if (totals.pageViews === null) return <Lapsed from={totals.completeFrom} zone={zone} />;
  return (
    <Figures label="Totals">
      <Figure label="Page views" value={formatCount(totals.pageViews)} />
      <Figure label="Visitors" value={formatCount(totals.visitors)} hint={`${formatCount(totals.sessions)} visits`} />
      <Figure
        label="Bounce rate"
        value={formatPercent(totals.bounceRate)}
        hint={totals.secondsPerView ? `${formatDuration(Math.round(totals.secondsPerView))} per page` : undefined}
      />
      <Figure
        label="Conversions"
        value={formatCount(totals.conversions)}
        hint={`${formatPercent(totals.conversionRate)} of visitors`}
      />
      <RevenueFigure revenue={totals.revenue} />
    </Figures>
  );
}

/** @param from since when the numbers of the period are complete */
function Lapsed({ from, zone }: { from: string; zone: string }) {
  const at = Date.parse(from);
  return (
    <Empty title="Mortar no longer has all numbers of this period.">
      {at < Date.now() &&
        `They are complete from ${formatSpan(zone, at, minuteMs)} (${zone}). Choose a later day to begin with.`}
    </Empty>
  );
}

function optionsFor<Name extends string>(
  names: readonly Name[],
  labelOf: (name: Name) => string = formatName,
): { value: Name; label: string }[] {
  return names.map((value) => ({ value, label: labelOf(value) }));
}
