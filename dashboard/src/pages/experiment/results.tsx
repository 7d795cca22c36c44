import {
  formatChange,
  formatClock,
  formatCount,
  formatMoney,
  formatMoneys,
  formatPercent,
  formatPoints,
} from '../../format.ts';
import type { ExperimentState, ResultsFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Interval, missingText, reachOf } from './interval.tsx';
import { Metrics } from './metrics.tsx';
import { formatChance, formatProbability } from './probability.ts';
import { Verdict } from './verdict.tsx';

const headings = [
  ...['Variant', '#Seen by', '#Converted', '#Rate', '#Difference', '#95% interval', '#Lift', '#95% interval of lift'],
  ...['#p', '#Chance to win'],
];
const revenueHeadings = ['Variant', '#Revenue', '#Per visitor', '#Lift', '#95% interval of lift', '#p'];

/** What each variant's visitors did, and whether that makes one the winner. */
export function Results({ results, state }: { results: ResultsFragment; state: ExperimentState }) {
  const reach = reachOf(results.arms.map((arm) => arm.differenceInterval));
  return (
    <>
      <Verdict results={results} state={state} />
      <Panel title="Results" actions={<p className="muted">As of {formatClock(results.at)}</p>}>
        <Table label="Results by variant" headings={headings}>
          {results.arms.map((arm) => (
            <tr key={arm.variant}>
              <td className="whole-line">
                {arm.variant} {arm.variant === results.winner && <Badge tone="good">Winner</Badge>}
              </td>
              <td className="number">{formatCount(arm.exposures)}</td>
              <td className="number">{formatCount(arm.conversions)}</td>
              <td className="number">{Number(arm.exposures) === 0 ? '–' : formatPercent(arm.rate)}</td>
              <td className="number">{arm.difference === null ? '–' : formatPoints(arm.difference)}</td>
              <td className="number">
                <Interval
                  ends={arm.differenceInterval}
                  middle={arm.difference}
                  reach={reach}
                  format={formatPoints}
                  missing={arm.missingInterval}
                />
              </td>
              <td className="number">{arm.lift === null ? '–' : formatChange(arm.lift)}</td>
              <td className="number">{liftEnds(arm)}</td>
              <td className="number">{arm.pValue === null ? '–' : formatProbability(arm.pValue)}</td>
              <td className="number">{arm.chanceToWin === null ? '–' : formatChance(arm.chanceToWin)}</td>
            </tr>
          ))}
        </Table>
      </Panel>
      {results.arms.some((arm) => arm.revenue.length > 0) && <Revenue arms={results.arms} />}
      <Metrics metrics={results.metrics} />
    </>
  );
}

function Revenue({ arms }: Pick<ResultsFragment, 'arms'>) {
  const reach = reachOf(arms.flatMap((arm) => arm.revenuePerVisitor.map(({ liftInterval }) => liftInterval)));
  return (
    <Panel title="Revenue">
      <Table label="Revenue by variant" headings={revenueHeadings}>
        {arms.flatMap(({ variant, revenue, revenuePerVisitor }) =>
          revenuePerVisitor.map(({ currency, mean, lift, liftInterval, missingInterval, pValue }) => (
            <tr key={`${variant} ${currency}`}>
              <td>{variant}</td>
              <td className="number">{formatMoneys(revenue.filter((money) => money.currency === currency))}</td>
              <td className="number">{formatMoney({ amount: mean, currency })}</td>
              <td className="number">{lift === null ? '–' : formatChange(lift)}</td>
              <td className="number">
                <Interval
                  ends={liftInterval}
                  middle={lift}
                  reach={reach}
                  format={formatChange}
                  missing={missingInterval}
                />
              </td>
              <td className="number">{pValue === null ? '–' : formatProbability(pValue)}</td>
            </tr>
          )),
        )}
      </Table>
    </Panel>
  );
}

function liftEnds({ sequentialInterval, missingInterval }: ResultsFragment['arms'][number]): string {
  if (sequentialInterval) return sequentialInterval.map(formatChange).join(' to ');
  // What the interval before it lacks as well is said there.
  return missingInterval === 'FIRST_MAY_BE_ZERO' ? missingText(missingInterval) : '–';
}
