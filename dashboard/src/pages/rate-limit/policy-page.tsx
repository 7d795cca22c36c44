import { useMemo, useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatCount } from '../../format.ts';
import {
  type PolicySettingsFragment,
  RateLimitDocument,
  RateLimitPolicyDeleteDocument,
  RateLimitPolicySetDocument,
  type RateLimitQuery,
} from '../../generated/graphql.ts';
import { Chart } from '../../parts/chart.tsx';
import { Choice } from '../../parts/choice.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Caution, Empty, Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Table } from '../../parts/table.tsx';
import { goTo, Link } from '../../routing.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { BlockedPanel } from './blocked-panel.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { describeLimit, describeTargets, modeOptions } from './policy-words.tsx';

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
              <Panel
                title="Allowed and denied a minute"
                actions={<Choice label="Period" value={minutes} options={periods} onChange={setMinutes} />}
              >
                <Series points={rateLimitPolicy.series} />
              </Panel>
              <BlockedPanel policy={name} onUnblock={reading.refresh} />
              <TopKeys keys={rateLimitPolicy.topKeys} />
              <ActivityPanel policy={name} />
            </>
          ) : (
            <Empty title={`There is no policy ${name}.`} />
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
      {policy.mode === 'SHADOW' && (
        <Caution>In shadow mode what goes over the limit is counted and let through.</Caution>
      )}
      {policy.mode === 'OFF' && <Caution>This policy is off: it neither refuses nor counts.</Caution>}
    </>
  );
}

function PolicyActions({ policy, onChange }: { policy: PolicySettingsFragment; onChange(): void }) {
  const [editing, setEditing] = useState(false);
  const change = useAction(RateLimitPolicySetDocument);
  const remove = useAction(RateLimitPolicyDeleteDocument);
  const problem = change.problem ?? remove.problem;

  async function confirmDelete(): Promise<void> {
    const data = await remove.run({ input: { name: policy.name } });
    if (data?.rateLimitPolicyDelete.policy) goTo('rate-limits');
  }

  return (
    <>
      {problem && <Problem>{problem}</Problem>}
      <Choice
        label="Mode"
        value={policy.mode}
        options={modeOptions}
        onChange={(mode) => void change.run({ input: { name: policy.name, mode } }).then(onChange)}
      />
      <button type="button" onClick={() => setEditing(true)}>
        Edit
      </button>
      <ConfirmButton
        question={`Delete the policy ${policy.name}?`}
        consequence="What it guards is no longer limited by it, in any process, after a second."
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
      <Chart label={`Units allowed and denied a minute over ${points.length} minutes`} kind="line" {...chart} />
      {local > 0 && (
        <p className="muted">
          {formatCount(local)} of these were decided without Redis, which did not answer; they stand at the time when it
          was back.
        </p>
      )}
    </>
  );
}

function TopKeys({ keys }: { keys: Policy['topKeys'] }) {
  return (
    <Panel title="Who asks for most" actions={<p className="muted">This hour and the last</p>}>
      {keys.length === 0 ? (
        <Empty title="Nobody in this hour and the last." />
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
