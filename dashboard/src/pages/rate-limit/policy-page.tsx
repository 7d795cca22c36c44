import { useMemo, useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatCount } from '../../format.ts';
import {
  type PolicySettingsFragment,
  RateLimitDocument,
  RateLimitPolicyDeleteDocument,
  type RateLimitQuery,
} from '../../generated/graphql.ts';
import { Chart } from '../../parts/chart.tsx';
import { Choice } from '../../parts/choice.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Caution, Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty, Missing } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { goTo, Link } from '../../routing.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { BlockedPanel } from './blocked-panel.tsx';
import { ModePanel } from './mode-panel.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { describeLimit, describeTargets, modeWords } from './policy-words.tsx';

type Policy = NonNullable<RateLimitQuery['rateLimitPolicy']>;

const askEveryMs = 5_000;
const periods = [
  { value: '60', label: '1 hour' },
  { value: '360', label: '6 hours' },
  { value: '2880', label: '48 hours' },
] as const;

/** One policy: what it did, who asks for most, who is blocked; and its settings. */
export function PolicyPage({ name }: { name: string }) {
  const [minutes, setMinutes] = useState<(typeof periods)[number]['value']>('60');
  const reading = useReading(RateLimitDocument, { name, lastMinutes: Number(minutes) }, askEveryMs);
  const policy = reading.data?.rateLimitPolicy;
  return (
    <Page title={name} actions={policy && <PolicyActions policy={policy} onChange={reading.refresh} />}>
      <p>
        <Link page="rate-limits">All policies</Link>
      </p>
      <ReadingView reading={reading}>
        {({ rateLimitPolicy }) =>
          rateLimitPolicy ? (
            <>
              <Summary policy={rateLimitPolicy} />
              <ModePanel policy={rateLimitPolicy} onChange={reading.refresh} />
              <Panel
                title="Allowed and denied per minute"
                actions={<Choice label="Period" value={minutes} options={periods} onChange={setMinutes} />}
              >
                <Series points={rateLimitPolicy.series} />
              </Panel>
              <BlockedPanel policy={name} onUnblock={reading.refresh} />
              <TopKeys keys={rateLimitPolicy.topKeys} />
              <ActivityPanel policy={name} />
            </>
          ) : (
            <Missing title={`There is no policy "${name}".`}>
              Check the address, or choose one of <Link page="rate-limits">all policies</Link>.
            </Missing>
          )
        }
      </ReadingView>
    </Page>
  );
}

function Summary({ policy }: { policy: PolicySettingsFragment }) {
  return (
    <>
      <p>
        {policy.description} {describeLimit(policy)};{' '}
        {policy.algorithm === 'GCRA' ? 'the allowance fills up evenly' : 'exact in every window'}. Guards{' '}
        {describeTargets(policy.targets)}.
      </p>
      {policy.mode !== 'ENFORCE' && <Caution>This policy protects nothing. {modeWords[policy.mode]}</Caution>}
    </>
  );
}

function PolicyActions({ policy, onChange }: { policy: PolicySettingsFragment; onChange(): void }) {
  const [editing, setEditing] = useState(false);
  const remove = useAction(RateLimitPolicyDeleteDocument);

  async function confirmDelete(): Promise<void> {
    const data = await remove.run({ input: { name: policy.name } });
    if (data?.rateLimitPolicyDelete.policy) goTo('rate-limits');
  }

  return (
    <>
      {remove.problem && <Problem>{remove.problem}</Problem>}
      <button type="button" onClick={() => setEditing(true)}>
        Edit
      </button>
      <ConfirmButton
        question={`Delete the policy ${policy.name}?`}
        consequence="Within a second, no process limits what it guards."
        disabled={remove.busy}
        onConfirm={() => void confirmDelete()}
      >
        Delete
      </ConfirmButton>
      {editing && <PolicyDialog policy={policy} onClose={() => setEditing(false)} onSaved={onChange} />}
    </>
  );
}

function Series({ points }: { points: Policy['series'] }) {
  const chart = useMemo(
    () => ({
      times: points.map(({ at }) => Date.parse(at)),
      series: [
        { label: 'Allowed', values: points.map(({ allowed }) => Number(allowed)), tone: 'second' as const },
        { label: 'Denied', values: points.map(({ denied }) => Number(denied)), tone: 'bad' as const },
      ],
    }),
    [points],
  );
  const local = points.reduce((sum, point) => sum + Number(point.local), 0);
  return (
    <>
      <Chart
        label={`Units allowed and denied per minute over ${points.length} minutes`}
        kind="line"
        unit={{ kind: 'count', name: 'units per minute' }}
        step={60_000}
        empty="Nothing was allowed or denied in this period."
        {...chart}
      />
      {local > 0 && (
        <p className="muted">
          {formatCount(local)} of these were decided without Redis, which did not answer. They are counted at the time
          when it was available again.
        </p>
      )}
    </>
  );
}

function TopKeys({ keys }: { keys: Policy['topKeys'] }) {
  return (
    <Panel title="Most active callers" actions={<p className="muted">This hour and the last</p>}>
      {keys.length === 0 ? (
        <Empty title="No requests in the current or previous hour." />
      ) : (
        <Table label="Top callers" headings={['Caller', '#Allowed', '#Denied']}>
          {keys.map(({ key, allowed, denied }) => (
            <tr key={key}>
              <td className="breakable">{key}</td>
              <td className="number">{formatCount(allowed)}</td>
              <td className="number">{formatCount(denied)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
