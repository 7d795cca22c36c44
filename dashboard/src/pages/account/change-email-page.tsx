import { type FormEvent, useState } from 'react';
import { useAction } from '../../data.ts';
import { EmailChangeDocument, EmailChangeRequestDocument } from '../../generated/graphql.ts';
import { tokenOfLink } from '../../link-token.ts';
import { CodeField } from '../../parts/code-field.tsx';
import { EmailField } from '../../parts/email-field.tsx';
import { Good, Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { ProofInput } from './mailed-proof.tsx';

/** Another address for the account: proven at the new one, and told to the old one. */
export function ChangeEmailPage() {
  const [token] = useState(tokenOfLink);
  const [challenge, setChallenge] = useState<string>();
  const [newEmail, setNewEmail] = useState('');
  const [code, setCode] = useState('');
  const [changedTo, setChangedTo] = useState<string>();
  const ask = useSensitiveAction(EmailChangeRequestDocument);
  const change = useAction(EmailChangeDocument);
  const proves = challenge !== undefined || token !== null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!proves) {
      const data = await ask.run({ input: { newEmail } });
      setChallenge(data?.emailChangeRequest?.request?.challenge);
      return;
    }
    const proof: ProofInput = challenge ? { code: { email: newEmail, challenge, code } } : { token: token ?? '' };
    const data = await change.run({ input: proof });
    if (data?.emailChange?.userErrors.length === 0) setChangedTo(data.emailChange.user?.email);
  }

  return (
    <Page title="Another e-mail address">
      {ask.question}
      {changedTo ? (
        <Good>Your account has the address {changedTo} now.</Good>
      ) : (
        <Panel title="Change your address">
          <form className="stack narrow" onSubmit={submit}>
            {challenge && <p role="status">A mail to {newEmail} is on its way. Type its code here.</p>}
            {token && !challenge && <p>You followed the link of a mail. Confirm that the new address is yours.</p>}
            {!proves && <EmailField value={newEmail} onChange={setNewEmail} />}
            {challenge && <CodeField label="The code in the mail" value={code} onChange={setCode} />}
            {(ask.problem ?? change.problem) && <Problem>{ask.problem ?? change.problem}</Problem>}
            <div className="actions">
              <button type="submit" className="primary" disabled={ask.busy || change.busy}>
                {proves ? 'Confirm' : 'Send the mail'}
              </button>
            </div>
          </form>
        </Panel>
      )}
    </Page>
  );
}
