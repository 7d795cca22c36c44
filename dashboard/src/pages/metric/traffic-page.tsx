import { Fragment } from 'react';
import type { Dimension } from '../../generated/graphql.ts';
import { Page } from '../../parts/page.tsx';
import { SiteField, useSite } from '../../parts/site-field.tsx';
import { Loading } from '../../parts/states.tsx';
import { useChoice } from '../../routing.tsx';
import { useCompared } from './asked.ts';
import { DroppedPanel } from './dropped-panel.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { GoalsPanel } from './goals-panel.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { takesFunnel } from './period.ts';
import { PeriodField, usePeriod } from './period-field.tsx';
import { RetentionPanel } from './retention-panel.tsx';
import { SeriesPanel } from './series-panel.tsx';
import { SharesPanel } from './shares-panel.tsx';
import { dimensionName, dimensions, TopPanel } from './top-panel.tsx';
import { TotalsPanel } from './totals-panel.tsx';
import { TrafficExport } from './traffic-export.tsx';
import { useFiltering } from './visit-filter.ts';

/** What happened over some days. */
export function TrafficPage() {
  const choice = useSite();
  return (
    <Page title="Traffic" actions={<SiteField choice={choice} />}>
      {choice.zone ? (
        <>
          <Traffic site={choice.site} zone={choice.zone} editable={choice.editable} />
          {choice.editable && (
            <Fragment key={choice.site}>
              <PeoplePanel site={choice.site} />
              <SharesPanel site={choice.site} zone={choice.zone} />
            </Fragment>
          )}
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

/** Each panel reads by itself, so that a slow one holds no other up. */
export function Traffic({ site, zone, editable, shared = false }: TrafficProps) {
  const period = usePeriod(zone);
  const filtering = useFiltering();
  const compared = useCompared();
  const [dimension, setDimension] = useChoice<Dimension>('by', dimensions, 'PAGE');
  const asked = { site, zone, period, filtering, compared };
  // What was read of other days or visits is not shown under these.
  const key = [site, period.from, period.to, filtering.key].join(' ');

  return (
    <>
      <PeriodField period={period} zone={zone} />
      <FilterBar {...asked} />
      {!shared && !filtering.filter && (
        <TrafficExport site={site} period={period} dimension={dimension} name={dimensionName(dimension)} />
      )}
      {!shared && filtering.filter && <p className="muted">Files hold all visits: remove the filters to export.</p>}
      <TotalsPanel key={`totals ${key} ${compared.name}`} {...asked} />
      <SeriesPanel key={`series ${key}`} {...asked} />
      <TopPanel key={`top ${key}`} {...asked} dimension={dimension} onChoose={setDimension} />
      <GoalsPanel key={`goals ${key}`} {...asked} editable={editable} />
      {takesFunnel(period) && <FunnelPanel key={`funnel ${key}`} {...asked} />}
      <RetentionPanel key={`retention ${key}`} {...asked} />
      <DroppedPanel key={`dropped ${key}`} {...asked} />
    </>
  );
}
