import { useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import {
  SitePeopleDocument,
  type SitePeopleQuery,
  type SiteRight,
  SiteRoleRemoveDocument,
  SiteRoleSetDocument,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';

type Person = NonNullable<SitePeopleQuery['site']>['roles']['nodes'][number];

const rights: readonly { value: SiteRight; label: string }[] = [
  { value: 'VIEWER', label: 'Viewer: reads the numbers' },
  { value: 'EDITOR', label: 'Editor: also sets goals, people and links' },
];

/** Who may use a site without being an administrator. */
export function PeoplePanel({ site = 'default' }: { site: string | undefined }) {
  const reading = useReading(SitePeopleDocument, { name: site });
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel
      title="People"
      actions={
        <button type="button" onClick={() => setAdding(true)}>
          Add a person
        </button>
      }
    >
      <ReadingView reading={reading}>
        {({ site: found }) =>
          !found || found.roles.nodes.length === 0 ? (
            <Empty title="Only administrators see this site.">
              Give other accounts a role to let them read its numbers.
            </Empty>
          ) : (
            <People people={found.roles.nodes} site={site} onChanged={reading.refresh} />
          )
        }
      </ReadingView>
      {isAdding && <PersonForm site={site} onSaved={reading.refresh} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function People({ people, site, onChanged }: { people: readonly Person[]; site: string; onChanged(): void }) {
  const remove = useAction(SiteRoleRemoveDocument);
  return (
    <>
      <Table label="People with a role on the site" headings={['E-mail', 'Role', '']}>
        {people.map(({ id, email, role }) => (
          <tr key={id}>
            <td>{email ?? 'An account that is gone'}</td>
            <td>{role === 'EDITOR' ? 'Editor' : 'Viewer'}</td>
            <td className="buttons">
              <ConfirmButton
                question={`Take the role from ${email ?? 'this account'}?`}
                consequence={`The account no longer sees ${site}. You can give it a role again.`}
                disabled={remove.busy}
                onConfirm={() => void remove.run({ input: { id } }).then(onChanged)}
              >
                Remove
              </ConfirmButton>
            </td>
          </tr>
        ))}
      </Table>
      {remove.problem && <Problem>{remove.problem}</Problem>}
    </>
  );
}

function PersonForm({ site, onSaved, onClose }: { site: string; onSaved(): void; onClose(): void }) {
  const save = useAction(SiteRoleSetDocument);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<SiteRight>('VIEWER');

  async function submit(): Promise<boolean> {
    const data = await save.run({ input: { site, email, role } });
    if (data?.siteRoleSet?.userErrors.length !== 0) return false;
    onSaved();
    return true;
  }

  return (
    <FormDialog title="Add a person" save={save} onSubmit={submit} onClose={onClose}>
      <Field label="E-mail">
        {(attributes) => (
          <input
            {...attributes}
            type="email"
            autoComplete="off"
            required
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
        )}
      </Field>
      <Field label="Role">
        {(attributes) => (
          <select {...attributes} value={role} onChange={({ target }) => setRole(target.value as SiteRight)}>
            {rights.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
    </FormDialog>
  );
}
