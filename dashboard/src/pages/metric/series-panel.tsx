import { useReading } from '../../data.ts';
import { formatName } from '../../format.ts';
import { type Metric, TrafficRevenueDocument, TrafficSeriesDocument } from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { useChoice } from '../../routing.tsx';
import { type Asked, comparisons } from './asked.ts';
import { intervalOf, stepOf, timesOf } from './period.ts';
import { CountChart, RevenueChart } from './series-chart.tsx';

const askEveryMs = 30_000;

type Measure = Metric | 'REVENUE';
const measures: readonly Measure[] = ['PAGE_VIEWS', 'VISITORS', 'SESSIONS', 'CONVERSIONS', 'REVENUE'];

/** One number over the days, beside what it was in the period that it is compared with. */
export function SeriesPanel(asked: Asked) {
  const [measure, setMeasure] = useChoice('measure', measures, 'PAGE_VIEWS');
  const { compared } = asked;
  return (
    <Panel
      title={formatName(measure)}
      actions={
        <>
          <Choice
            label="Measure"
            value={measure}
            options={measures.map((value) => ({ value, label: formatName(value) }))}
            onChange={setMeasure}
          />
          <Choice label="Compare" value={compared.name} options={comparisons} onChange={compared.choose} />
        </>
      }
    >
      {measure === 'REVENUE' ? (
        <Revenue key={compared.name} {...asked} />
      ) : (
        <Counts key={`${measure} ${compared.name}`} metric={measure} {...asked} />
      )}
    </Panel>
  );
}

/** What both kinds of series are asked with, and how their charts are cut. */
function cutOf({ site, zone, period, filtering: { filter }, compared }: Asked) {
  const interval = intervalOf(period);
  const variables = { site, filter, timezone: zone, interval, ...compared.variables, ...timesOf(period, zone) };
  return { variables, chart: { step: stepOf(interval), zone, beforeWords: compared.words } };
}

function Counts({ metric, ...asked }: Asked & { metric: Metric }) {
  const { variables, chart } = cutOf(asked);
  const reading = useReading(TrafficSeriesDocument, { metric, ...variables }, askEveryMs);
  return (
    <ReadingView reading={reading}>
      {({ metrics: { series, before } }) => (
        <CountChart label={formatName(metric)} points={series} before={before} {...chart} />
      )}
    </ReadingView>
  );
}

function Revenue(asked: Asked) {
  const { variables, chart } = cutOf(asked);
  const reading = useReading(TrafficRevenueDocument, variables, askEveryMs);
  return (
    <ReadingView reading={reading}>
      {({ metrics: { revenueSeries, before } }) => <RevenueChart points={revenueSeries} before={before} {...chart} />}
    </ReadingView>
  );
}
