import { useState } from 'react';
import { UserImpersonateDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { FoundAccount } from './found-account.ts';

/** Lets an administrator see what the account sees. The session of the administrator ends. */
export function Impersonate({ account }: { account: FoundAccount }) {
  const act = useSensitiveAction(UserImpersonateDocument);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');

  async function submit(): Promise<boolean> {
    const data = await act.run({ input: { id: account.id, reason, transport: 'COOKIE' } });
    if (data?.userImpersonate.userErrors.length !== 0) return false;
    window.location.assign('/dashboard/');
    return true;
  }

  return (
    <>
      {act.question}
      <button type="button" disabled={act.busy} onClick={() => setAsking(true)}>
        Act as this account
      </button>
      {asking && (
        <FormDialog title={`Act as ${account.email}`} save={act} onSubmit={submit} onClose={() => setAsking(false)}>
          <p>For an hour at most. The audit log keeps your reason, and you log in again afterwards.</p>
          <Field label="Reason">
            {(attributes) => (
              <input
                {...attributes}
                required
                maxLength={200}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        </FormDialog>
      )}
    </>
  );
}
