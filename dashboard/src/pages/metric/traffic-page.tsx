import { useState } from 'react';
import { useReading } from '../../data.ts';
import { formatCount, formatName, formatPercent } from '../../format.ts';
import { type Dimension, type Metric, TrafficDocument, type TrafficQuery } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { RevenueFigure } from '../../parts/revenue-figure.tsx';
import { SiteField, useSite } from '../../parts/site-field.tsx';
import { Empty } from '../../parts/states.tsx';
import { DroppedPanel } from './dropped-panel.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { intervalOf, lastDays, takesFunnel, timesOf } from './period.ts';
import { RetentionPanel } from './retention-panel.tsx';
import { CountChart, RevenueChart } from './series-chart.tsx';

const askEveryMs = 30_000;

type Measure = Metric | 'REVENUE';
const measures = optionsFor<Measure>(['PAGE_VIEWS', 'VISITORS', 'SESSIONS', 'CONVERSIONS', 'REVENUE']);
const dimensions = optionsFor<Dimension>([
  'PAGE',
  'REFERRER',
  'CAMPAIGN',
  'EVENT',
  'TRANSITION',
  'BROWSER',
  'DEVICE',
  'COUNTRY',
]);

/** What happened over some days. */
export function TrafficPage() {
  const [site, setSite] = useSite();
  const [period, setPeriod] = useState(() => lastDays(7));
  const [measure, setMeasure] = useState<Measure>('PAGE_VIEWS');
  const [dimension, setDimension] = useState<Dimension>('PAGE');
  const traffic = useReading(
    TrafficDocument,
    {
      site: site || undefined,
      metric: measure === 'REVENUE' ? 'CONVERSIONS' : measure,
      revenue: measure === 'REVENUE',
      dimension,
      interval: intervalOf(period),
      ...timesOf(period),
    },
    askEveryMs,
  );

  return (
    <Page title="Traffic" actions={<SiteField site={site} onChange={setSite} />}>
      <div className="actions">
        <label className="actions">
          From
          <input
            type="date"
            required
            max={period.to}
            value={period.from}
            onChange={({ target }) => target.value && setPeriod({ ...period, from: target.value })}
          />
        </label>
        <label className="actions">
          to
          <input
            type="date"
            required
            min={period.from}
            value={period.to}
            onChange={({ target }) => target.value && setPeriod({ ...period, to: target.value })}
          />
        </label>
        <span className="muted">Days begin at midnight UTC.</span>
      </div>
      <ReadingView reading={traffic}>
        {({ metrics: { totals, series, revenueSeries, top, dropped } }) => (
          <>
            <Totals totals={totals} />
            <Panel
              title={formatName(measure)}
              actions={<Choice label="Measure" value={measure} options={measures} onChange={setMeasure} />}
            >
              {series && <CountChart label={formatName(measure)} points={series} />}
              {revenueSeries && <RevenueChart points={revenueSeries} />}
            </Panel>
            <Panel
              title="Top"
              actions={<Choice label="Group by" value={dimension} options={dimensions} onChange={setDimension} />}
            >
              {top.length === 0 ? (
                <Empty title="No events in this period.">
                  Choose another period, or add the tracking script to your pages.
                </Empty>
              ) : (
                <BarList label={`Top by ${formatName(dimension)}`} entries={top} />
              )}
            </Panel>
            {Number(totals.visitors) > 0 && (
              <>
                {takesFunnel(period) && <FunnelPanel site={site || undefined} period={period} />}
                <RetentionPanel site={site || undefined} period={period} />
              </>
            )}
            {dropped.length > 0 && <DroppedPanel dropped={dropped} />}
          </>
        )}
      </ReadingView>
    </Page>
  );
}

function Totals({ totals }: { totals: TrafficQuery['metrics']['totals'] }) {
  return (
    <Figures label="Totals">
      <Figure label="Page views" value={formatCount(totals.pageViews)} />
      <Figure label="Visitors" value={formatCount(totals.visitors)} hint={`${formatCount(totals.sessions)} visits`} />
      <Figure label="Bounce rate" value={formatPercent(totals.bounceRate)} />
      <Figure
        label="Conversions"
        value={formatCount(totals.conversions)}
        hint={`${formatPercent(totals.conversionRate)} of visitors`}
      />
      <RevenueFigure revenue={totals.revenue} />
    </Figures>
  );
}

function optionsFor<Name extends string>(names: readonly Name[]): { value: Name; label: string }[] {
  return names.map((value) => ({ value, label: formatName(value) }));
}
