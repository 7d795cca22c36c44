import { useAction } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import { ConsentWithdrawDocument, type ProfileFieldsFragment } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';

interface ConsentPanelProps {
  consents: ProfileFieldsFragment['consents'];
  onChanged(): void;
}

/** What the reader has agreed to, each to be withdrawn. */
export function ConsentPanel({ consents, onChanged }: ConsentPanelProps) {
  const withdraw = useAction(ConsentWithdrawDocument);
  return (
    <Panel title="What you agreed to">
      {withdraw.problem && <Problem>{withdraw.problem}</Problem>}
      {consents.length === 0 ? (
        <Empty title="Nothing is recorded." />
      ) : (
        <Table label="Consents" headings={['What', 'Version', 'Given', 'Withdrawn', '']}>
          {consents.map(({ subject, version, givenAt, withdrawnAt }) => (
            <tr key={`${subject} ${version}`}>
              <td>{subject}</td>
              <td>{version}</td>
              <td>{formatMoment(givenAt)}</td>
              <td>{withdrawnAt ? formatMoment(withdrawnAt) : '–'}</td>
              <td className="buttons">
                {!withdrawnAt && (
                  <ConfirmButton
                    question={`Withdraw ${subject}?`}
                    consequence="The time is recorded."
                    disabled={withdraw.busy}
                    onConfirm={() => void withdraw.run({ input: { subject } }).then(onChanged)}
                  >
                    Withdraw
                  </ConfirmButton>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
