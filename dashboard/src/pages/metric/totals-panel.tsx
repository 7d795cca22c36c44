import { useReading } from '../../data.ts';
import { formatCount, formatDuration, formatPercent } from '../../format.ts';
import { TrafficTotalsDocument, type TrafficTotalsQuery } from '../../generated/graphql.ts';
import { changeOf, pointsOf } from '../../parts/change.tsx';
import { Figure, Figures } from '../../parts/figures.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { RevenueFigure } from '../../parts/revenue-figure.tsx';
import { Empty } from '../../parts/states.tsx';
import { formatSpan } from '../../zone.ts';
import type { Asked } from './asked.ts';
import { timesOf } from './period.ts';

const askEveryMs = 30_000;
const minuteMs = 60_000;

type Numbers = TrafficTotalsQuery['metrics']['totals'];

/** The numbers of the days, and by how much they changed. */
export function TotalsPanel({ site, zone, period, filtering: { filter }, compared }: Asked) {
  const { variables, words } = compared;
  const asked = { site, filter, timezone: zone, ...variables, ...timesOf(period, zone) };
  const reading = useReading(TrafficTotalsDocument, asked, askEveryMs);
  return (
    <ReadingView reading={reading}>
      {({ metrics: { totals, before } }) =>
        totals.pageViews === null ? (
          <Lapsed from={totals.completeFrom} zone={zone} isFiltered={filter !== undefined} />
        ) : (
          <>
            <Totals totals={totals} before={before} words={words} />
            {before?.pageViews === null && (
              <p className="muted">Mortar no longer has all numbers of the {words}, so there is no comparison.</p>
            )}
          </>
        )
      }
    </ReadingView>
  );
}

interface TotalsProps {
  totals: Numbers;
  /** Absent if nothing is compared. */
  before: Numbers | undefined;
  words: string;
}

function Totals({ totals, before, words }: TotalsProps) {
  const change = (name: 'pageViews' | 'visitors' | 'conversions') =>
    before && changeOf(totals[name], before[name], `${formatCount(before[name])} in the ${words}`);
  return (
    <Figures label="Totals">
      <Figure label="Page views" value={formatCount(totals.pageViews)} change={change('pageViews')} />
      <Figure
        label="Visitors"
        value={formatCount(totals.visitors)}
        change={change('visitors')}
        hint={`${formatCount(totals.sessions)} visits`}
      />
      <Figure
        label="Bounce rate"
        value={formatPercent(totals.bounceRate)}
        change={before && pointsOf(totals, before, `${formatPercent(before.bounceRate)} in the ${words}`)}
        hint={totals.secondsPerView ? `${formatDuration(Math.round(totals.secondsPerView))} per page` : undefined}
      />
      <Figure
        label="Conversions"
        value={formatCount(totals.conversions)}
        change={change('conversions')}
        hint={`${formatPercent(totals.conversionRate)} of visitors`}
      />
      <RevenueFigure revenue={totals.revenue} before={before && { revenue: before.revenue, words }} />
    </Figures>
  );
}

interface LapsedProps {
  /** Since when the numbers of the period are complete. */
  from: string;
  zone: string;
  isFiltered: boolean;
}

function Lapsed({ from, zone, isFiltered }: LapsedProps) {
  const at = Date.parse(from);
  return (
    <Empty
      title={
        isFiltered
          ? 'Mortar no longer has all visits of this period, which filters need.'
          : 'Mortar no longer has all numbers of this period.'
      }
    >
      {at < Date.now() &&
        `They are complete from ${formatSpan(zone, at, minuteMs)} (${zone}). Choose a later day to begin with.`}
    </Empty>
  );
}
