import { useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import {
  SiteShareCreateDocument,
  SiteShareRevokeDocument,
  SiteSharesDocument,
  type SiteSharesQuery,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { addDays, dayIn, startOfDay } from '../../zone.ts';

type Share = NonNullable<SiteSharesQuery['site']>['shares'][number];

interface SharesPanelProps {
  site: string | undefined;
  /** Whose days the links end with. */
  zone: string;
}

/** The links by which anybody reads the numbers of a site, without an account. */
export function SharesPanel({ site = 'default', zone }: SharesPanelProps) {
  const reading = useReading(SiteSharesDocument, { name: site });
  const [isAdding, setAdding] = useState(false);
  const [token, setToken] = useState<string>();

  function made(given: string): void {
    setToken(given);
    reading.refresh();
  }

  return (
    <Panel
      title="Share links"
      actions={
        <button type="button" onClick={() => setAdding(true)}>
          Create a link
        </button>
      }
    >
      {token && <NewLink key={token} token={token} onClose={() => setToken(undefined)} />}
      <ReadingView reading={reading}>
        {({ site: found }) =>
          !found || found.shares.length === 0 ? (
            <Empty title="No share links.">
              Anybody who has a link reads the numbers of this site, without an account.
            </Empty>
          ) : (
            <Shares shares={found.shares} onChanged={reading.refresh} />
          )
        }
      </ReadingView>
      {isAdding && <ShareForm site={site} zone={zone} onMade={made} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

/** The only time that it can be read. */
function NewLink({ token, onClose }: { token: string; onClose(): void }) {
  const link = `${window.location.origin}/dashboard/share#token=${token}`;
  return (
    <section aria-label="The new link">
      <p>Copy the link now. Nobody can show it again.</p>
      <pre className="mail">{link}</pre>
      <div className="actions">
        <CopyButton text={link} label="Copy the link" />
        <button type="button" onClick={onClose}>
          Done
        </button>
      </div>
    </section>
  );
}

function Shares({ shares, onChanged }: { shares: readonly Share[]; onChanged(): void }) {
  const revoke = useAction(SiteShareRevokeDocument);
  return (
    <>
      <Table label="Links that work" headings={['What it is for', 'Password', 'Works until', 'Created', '']}>
        {shares.map(({ id, name, hasPassword, expiresAt, createdAt }) => (
          <tr key={id}>
            <td>{name}</td>
            <td>{hasPassword ? 'Yes' : 'No'}</td>
            <td>{expiresAt ? formatMoment(expiresAt) : 'No end'}</td>
            <td>{formatMoment(createdAt)}</td>
            <td className="buttons">
              <ConfirmButton
                question={`Revoke the link ${name}?`}
                consequence="It stops working at once. This cannot be undone."
                disabled={revoke.busy}
                onConfirm={() => void revoke.run({ input: { id } }).then(onChanged)}
              >
                Revoke
              </ConfirmButton>
            </td>
          </tr>
        ))}
      </Table>
      {revoke.problem && <Problem>{revoke.problem}</Problem>}
    </>
  );
}

interface ShareFormProps {
  site: string;
  zone: string;
  onMade(token: string): void;
  onClose(): void;
}

function ShareForm({ site, zone, onMade, onClose }: ShareFormProps) {
  const save = useAction(SiteShareCreateDocument);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [lastDay, setLastDay] = useState('');

  async function submit(): Promise<boolean> {
    const expiresAt = lastDay === '' ? null : new Date(startOfDay(zone, addDays(lastDay, 1))).toISOString();
    const data = await save.run({ input: { site, name, password: password === '' ? null : password, expiresAt } });
    if (!data?.siteShareCreate?.token) return false;
    onMade(data.siteShareCreate.token);
    return true;
  }

  return (
    <FormDialog title="Create a link" save={save} onSubmit={submit} onClose={onClose}>
      <Field label="What it is for">
        {(attributes) => (
          <input
            {...attributes}
            required
            maxLength={100}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field label="Password" hint="Readers need it, too. At least 8 characters; none if empty">
        {(attributes) => (
          <input
            {...attributes}
            autoComplete="off"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        )}
      </Field>
      <Field label="Last day" hint={`In ${zone}. Empty: until you revoke it`}>
        {(attributes) => (
          <input
            {...attributes}
            type="date"
            min={dayIn(zone, Date.now())}
            value={lastDay}
            onChange={({ target }) => setLastDay(target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
