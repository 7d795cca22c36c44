import { formatChange, formatClock, formatCount, formatMoney, formatMoneys, formatPercent } from '../../format.ts';
import type { ExperimentState, ResultsFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Interval, reachOf } from './interval.tsx';
import { formatChance, formatProbability } from './probability.ts';
import { Verdict } from './verdict.tsx';

const headings = ['Variant', '#Seen by', '#Converted', '#Rate', '#Lift', '#95% interval of it', '#p', '#Chance to win'];
const revenueHeadings = ['Variant', '#Revenue', '#Per visitor', '#Lift', '#95% interval of it', '#p'];

/** What each variant's visitors did, and whether that makes one the winner. */
export function Results({ results, state }: { results: ResultsFragment; state: ExperimentState }) {
  const reach = reachOf(results.arms.map((arm) => arm.sequentialInterval));
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
              <td className="number">{arm.lift === null ? '–' : formatChange(arm.lift)}</td>
              <td className="number">
                <Interval ends={arm.sequentialInterval} lift={arm.lift} reach={reach} />
              </td>
              <td className="number">{arm.pValue === null ? '–' : formatProbability(arm.pValue)}</td>
              <td className="number">{arm.chanceToWin === null ? '–' : formatChance(arm.chanceToWin)}</td>
            </tr>
          ))}
        </Table>
      </Panel>
      {results.arms.some((arm) => arm.revenue.length > 0) && <Revenue arms={results.arms} />}
    </>
  );
}

function Revenue({ arms }: Pick<ResultsFragment, 'arms'>) {
  const reach = reachOf(arms.flatMap((arm) => arm.revenuePerVisitor.map(({ liftInterval }) => liftInterval)));
  return (
    <Panel title="Revenue">
      <Table label="Revenue by variant" headings={revenueHeadings}>
        {arms.flatMap(({ variant, revenue, revenuePerVisitor }) =>
          revenuePerVisitor.map(({ currency, mean, lift, liftInterval, pValue }) => (
            <tr key={`${variant} ${currency}`}>
              <td>{variant}</td>
              <td className="number">{formatMoneys(revenue.filter((money) => money.currency === currency))}</td>
              <td className="number">{formatMoney({ amount: mean, currency })}</td>
              <td className="number">{lift === null ? '–' : formatChange(lift)}</td>
              <td className="number">
                <Interval ends={liftInterval} lift={lift} reach={reach} />
              </td>
              <td className="number">{pValue === null ? '–' : formatProbability(pValue)}</td>
            </tr>
          )),
        )}
      </Table>
    </Panel>
  );
}
