import { useLive, useReading } from '../../data.ts';
import {
  formatChange,
  formatClock,
  formatCount,
  formatMoney,
  formatMoneys,
  formatName,
  formatPercent,
} from '../../format.ts';
import { ExperimentDocument, ExperimentResultsDocument, type ResultsFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import { formatProbability } from './probability.ts';
import { Verdict } from './verdict.tsx';

const headings = ['Variant', '#Seen by', '#Converted', '#Rate', '#Lift', '#95 % of it within', '#p', '#Chance to win'];
const revenueHeadings = ['Variant', '#Revenue', '#Per visitor', '#Lift', '#95 % of it within', '#p'];

/** One experiment's results, as they come in. */
export function ExperimentPage({ name }: { name: string }) {
  const reading = useReading(ExperimentDocument, { key: name });
  const live = useLive(ExperimentResultsDocument, { key: name }, !reading.data?.experiment);
  return (
    <Page title={name}>
      <p>
        <Link page="experiments">All experiments</Link>
      </p>
      <ReadingView reading={reading}>
        {({ experiment }) =>
          experiment ? (
            <>
              <p>
                <Badge tone={experiment.state === 'RUNNING' ? 'good' : 'plain'}>{formatName(experiment.state)}</Badge>{' '}
                {experiment.description} Converts by <code>{experiment.goal}</code>, runs for{' '}
                {formatPercent(experiment.coverage)} of visitors.
              </p>
              <Results
                results={live.data?.experimentResults ?? experiment.results}
                running={experiment.state === 'RUNNING'}
              />
            </>
          ) : (
            <Empty title={`There is no experiment ${name}.`} />
          )
        }
      </ReadingView>
    </Page>
  );
}

function Results({ results, running }: { results: ResultsFragment; running: boolean }) {
  return (
    <>
      <Verdict results={results} running={running} />
      <Panel title="Results" actions={<p className="muted">As of {formatClock(results.at)}</p>}>
        <Table label="Results by variant" headings={headings}>
          {results.arms.map((arm) => (
            <tr key={arm.variant}>
              <td>
                {arm.variant} {arm.variant === results.winner && <Badge tone="good">Winner</Badge>}
              </td>
              <td className="number">{formatCount(arm.exposures)}</td>
              <td className="number">{formatCount(arm.conversions)}</td>
              <td className="number">{formatPercent(arm.rate)}</td>
              <td className="number">{arm.lift === null ? '–' : formatChange(arm.lift)}</td>
              <td className="number">{formatInterval(arm.sequentialInterval)}</td>
              <td className="number">{arm.pValue === null ? '–' : formatProbability(arm.pValue)}</td>
              <td className="number">{arm.chanceToWin === null ? '–' : formatPercent(arm.chanceToWin)}</td>
            </tr>
          ))}
        </Table>
      </Panel>
      {results.arms.some((arm) => arm.revenue.length > 0) && <Revenue arms={results.arms} />}
    </>
  );
}

function Revenue({ arms }: Pick<ResultsFragment, 'arms'>) {
  return (
    <Panel title="Revenue">
      <Table label="Revenue by variant" headings={revenueHeadings}>
        {arms.flatMap(({ variant, revenue, revenuePerVisitor }) =>
          revenuePerVisitor.map(({ currency, mean, lift, liftInterval, pValue }) => (
            <tr key={`${variant} ${currency}`}>
              <td>{variant}</td>
              <td className="number">{formatMoneys(revenue.filter((money) => money.currency === currency))}</td>
              <td className="number">{formatMoney({ amount: String(mean), currency })}</td>
              <td className="number">{lift === null ? '–' : formatChange(lift)}</td>
              <td className="number">{formatInterval(liftInterval)}</td>
              <td className="number">{pValue === null ? '–' : formatProbability(pValue)}</td>
            </tr>
          )),
        )}
      </Table>
    </Panel>
  );
}

function formatInterval(interval: readonly number[] | null): string {
  return interval?.map(formatChange).join(' to ') ?? '–';
}
