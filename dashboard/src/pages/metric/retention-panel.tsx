import { useReading } from '../../data.ts';
import { type Count, formatCount, formatDay, formatPercent } from '../../format.ts';
import { RetentionDocument, type RetentionQuery } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Asked } from './asked.ts';
import { retentionOf } from './period.ts';

type Cohort = RetentionQuery['metrics']['retention'][number];

/** Who was new on each day, and which share of them was back on the days after. Asked when the days are chosen, not on a timer. */
export function RetentionPanel({ site, period, filtering: { filter } }: Asked) {
  const reading = useReading(RetentionDocument, { site, filter, ...retentionOf(period) });
  return (
    <Panel title="New visitors who came back" actions={<p className="muted">Days after the first visit</p>}>
      <ReadingView reading={reading}>{({ metrics }) => <Cohorts cohorts={metrics.retention} />}</ReadingView>
    </Panel>
  );
}

function Cohorts({ cohorts }: { cohorts: readonly Cohort[] }) {
  const later = cohorts.slice(1).map((_, index) => `#+${index + 1}`);
  const highest = Math.max(
    0.001,
    ...cohorts.flatMap((cohort) => cohort.returned.map((count) => shareOf(count ?? 0, cohort))),
  );
  if (cohorts.every(({ size }) => size === null))
    return <Empty title="Mortar no longer knows who came in these days." />;
  if (cohorts.every(({ size }) => Number(size) === 0)) return <Empty title="Nobody was new in these days." />;
  return (
    <Table label="Cohorts by day" headings={['New on', '#Visitors', ...later]} wide>
      {cohorts.map((cohort) => (
        <tr key={cohort.day}>
          <td className="whole-line">{formatDay(cohort.day)}</td>
          <td className="number">{formatCount(cohort.size)}</td>
          {later.map((heading, index) => (
            <Back key={heading} count={cohort.returned[index]} cohort={cohort} highest={highest} />
          ))}
        </tr>
      ))}
    </Table>
  );
}

/** @param count undefined behind the last of the days, null for a day of which it is no longer known */
function Back({ count, cohort, highest }: { count: Count | null | undefined; cohort: Cohort; highest: number }) {
  if (count === null)
    return (
      <td className="number unknown" title="No longer kept">
        –
      </td>
    );
  if (count === undefined || Number(cohort.size) === 0) return <td />;
  const share = shareOf(count, cohort);
  const strength = `${Math.round((100 * share) / highest)}%`;
  return (
    <td
      className="number"
      style={{ background: `color-mix(in srgb, var(--accent-soft) ${strength}, transparent)` }}
      title={`${formatCount(count)} visitors`}
    >
      {formatPercent(share)}
    </td>
  );
}

function shareOf(count: Count, { size }: Cohort): number {
  return Number(size) === 0 ? 0 : Number(count) / Number(size);
}
