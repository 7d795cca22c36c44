import { useLive, useReading } from '../../data.ts';
import { formatChange, formatClock, formatCount, formatMoneys, formatName, formatPercent } from '../../format.ts';
import { ExperimentDocument, ExperimentResultsDocument, type ResultsFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Caution, Empty } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';

const headings = [
  'Variant',
  '#Seen by',
  '#Converted',
  '#Rate',
  '#Lift',
  '#95 % of it within',
  '#p',
  '#Chance to win',
  '#Revenue',
];

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
              <Results results={live.data?.experimentResults ?? experiment.results} />
            </>
          ) : (
            <Empty title={`There is no experiment ${name}.`} />
          )
        }
      </ReadingView>
    </Page>
  );
}

function Results({ results }: { results: ResultsFragment }) {
  return (
    <>
      {results.sampleRatioMismatch && (
        <Caution>
          Visitors did not split as the weights say
          {results.sampleRatioPValue !== null && ` (p = ${formatProbability(results.sampleRatioPValue)})`}. Something
          keeps a variant from being counted, so no winner is named.
        </Caution>
      )}
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
              <td className="number">{arm.liftInterval?.map(formatChange).join(' to ') ?? '–'}</td>
              <td className="number">{arm.pValue === null ? '–' : formatProbability(arm.pValue)}</td>
              <td className="number">{arm.chanceToWin === null ? '–' : formatPercent(arm.chanceToWin)}</td>
              <td className="number">{formatMoneys(arm.revenue)}</td>
            </tr>
          ))}
        </Table>
      </Panel>
    </>
  );
}

function formatProbability(p: number): string {
  return p < 0.001 ? 'under 0.001' : p.toFixed(3);
}
