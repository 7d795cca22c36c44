import { formatChange, formatCount, formatMoney, formatPercent, formatPoints } from '../../format.ts';
import type { GuardrailStatus, ResultsFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Interval, reachOf } from './interval.tsx';

type MetricResult = ResultsFragment['metrics'][number];

const headings = ['Metric', 'Variant', '#Visitors', '#Mean', '#Lift', '#95% interval of lift', 'Guardrail'];
const tones = { OK: 'good', HURT: 'bad', NOT_ENOUGH_DATA: 'plain' } as const;
const words = { OK: 'OK', HURT: 'Hurt', NOT_ENOUGH_DATA: 'Not enough data' } as const;

/** What is counted beside the goal, and whether a metric that must not change has changed. */
export function Metrics({ metrics }: Pick<ResultsFragment, 'metrics'>) {
  if (metrics.length === 0) return null;
  const reach = reachOf(metrics.flatMap(({ arms }) => arms.map(({ liftInterval }) => liftInterval)));
  return (
    <Panel title="Metrics" actions={<p className="muted">Not corrected for the number of metrics</p>}>
      <Table label="Metrics by variant" headings={headings}>
        {metrics.flatMap(({ metric, arms }) =>
          arms.map((arm) => (
            <tr key={`${metric.key} ${arm.variant}`}>
              <td>{metric.key}</td>
              <td>{arm.variant}</td>
              <td className="number">{formatCount(arm.visitors)}</td>
              <td className="number">{formatMean(metric, arm.mean)}</td>
              <td className="number">{arm.lift === null ? '–' : formatChange(arm.lift)}</td>
              <td className="number">
                <Interval
                  ends={arm.liftInterval}
                  middle={arm.lift}
                  reach={reach}
                  format={formatChange}
                  missing={arm.missingInterval}
                />
              </td>
              <td>{arm.status ? <Status status={arm.status} /> : boundOf(metric)}</td>
            </tr>
          )),
        )}
      </Table>
    </Panel>
  );
}

function Status({ status }: { status: GuardrailStatus }) {
  return <Badge tone={tones[status]}>{words[status]}</Badge>;
}

function formatMean({ kind, currency }: MetricResult['metric'], mean: number): string {
  if (kind === 'REVENUE' && currency !== null) return formatMoney({ amount: String(mean), currency });
  return kind === 'SECONDS' ? `${mean.toFixed(1)} s` : formatPercent(mean);
}

function boundOf({ mayFallBy, mayRiseBy }: MetricResult['metric']): string {
  if (mayFallBy !== null) return `may fall by ${formatPercent(mayFallBy)}`;
  return mayRiseBy === null ? '–' : `may rise by ${formatPercent(mayRiseBy)}`;
}

/** The last days, and parts of the visitors: to look at, without a verdict. */
export function Parts({ days, segments }: PartsProps) {
  return (
    <>
      {days.length > 0 && (
        <Panel title="Results by day" actions={<p className="muted">From the start to the end of each day</p>}>
          <Table label="Results of each day, by variant" headings={['Day', ...partHeadings]}>
            {days.flatMap(({ day, arms }) =>
              arms.map((arm) => <PartRow key={`${day} ${arm.variant}`} name={day} arm={arm} />),
            )}
          </Table>
        </Panel>
      )}
      {segments.length > 0 && (
        <Panel title="Parts of the visitors" actions={<p className="muted">To find ideas: without a verdict</p>}>
          <Table label="Results by part of the visitors" headings={['Visitors', ...partHeadings]}>
            {segments.flatMap(({ dimension, value, arms }) =>
              arms.map((arm) => (
                <PartRow key={`${dimension} ${value} ${arm.variant}`} name={value ?? 'Others'} arm={arm} />
              )),
            )}
          </Table>
        </Panel>
      )}
    </>
  );
}

interface PartsProps {
  readonly days: readonly { readonly day: string; readonly arms: readonly Part[] }[];
  readonly segments: readonly {
    readonly dimension: string;
    readonly value: string | null;
    readonly arms: readonly Part[];
  }[];
}

interface Part {
  readonly variant: string;
  readonly exposures: number;
  readonly conversions: number;
  readonly rate: number;
  readonly differenceInterval: readonly number[] | null;
}

const partHeadings = ['Variant', '#Seen by', '#Converted', '#Rate', '#95% interval of difference'];

function PartRow({ name, arm }: { name: string; arm: Part }) {
  return (
    <tr>
      <td>{name}</td>
      <td>{arm.variant}</td>
      <td className="number">{formatCount(arm.exposures)}</td>
      <td className="number">{formatCount(arm.conversions)}</td>
      <td className="number">{arm.exposures === 0 ? '–' : formatPercent(arm.rate)}</td>
      <td className="number">{arm.differenceInterval ? arm.differenceInterval.map(formatPoints).join(' to ') : '–'}</td>
    </tr>
  );
}
