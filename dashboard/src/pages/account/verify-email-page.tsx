import { type FormEvent, useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import { EmailVerificationRequestDocument, EmailVerifyDocument, OwnAddressDocument } from '../../generated/graphql.ts';
import { tokenOfLink } from '../../link-token.ts';
import { CodeField } from '../../parts/code-field.tsx';
import { Good, Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';

/** Confirms that the address of the account is the reader's own. */
export function VerifyEmailPage() {
  const reading = useReading(OwnAddressDocument, {});
  return (
    <Page title="E-mail address">
      <ReadingView reading={reading}>
        {({ viewer: { user } }) =>
          user?.emailVerifiedAt ? (
            <Good>
              {user.email} is confirmed since {formatMoment(user.emailVerifiedAt)}.
            </Good>
          ) : (
            user && <Confirm email={user.email} onConfirmed={reading.refresh} />
          )
        }
      </ReadingView>
    </Page>
  );
}

function Confirm({ email, onConfirmed }: { email: string; onConfirmed(): void }) {
  const [token] = useState(tokenOfLink);
  const [challenge, setChallenge] = useState<string>();
  const [code, setCode] = useState('');
  const ask = useAction(EmailVerificationRequestDocument);
  const verify = useAction(EmailVerifyDocument);

  async function send(): Promise<void> {
    const data = await ask.run({});
    setChallenge(data?.emailVerificationRequest?.request?.challenge);
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const proof = challenge ? { code: { email, challenge, code } } : { token };
    const data = await verify.run({ input: proof });
    if (data?.emailVerify?.userErrors.length === 0) onConfirmed();
  }

  return (
    <Panel title="Confirm your address">
      <form className="stack narrow" onSubmit={submit}>
        {challenge ? (
          <p role="status">A mail to {email} is on its way. Follow its link, or type its code here.</p>
        ) : (
          <p>{token ? `Confirm that ${email} is yours.` : `${email} is not confirmed yet.`}</p>
        )}
        {challenge && <CodeField label="The code in the mail" value={code} onChange={setCode} />}
        {(verify.problem ?? ask.problem) && <Problem>{verify.problem ?? ask.problem}</Problem>}
        <div className="actions">
          {(token || challenge) && (
            <button type="submit" className="primary" disabled={verify.busy}>
              Confirm
            </button>
          )}
          <button type="button" onClick={send} disabled={ask.busy}>
            {challenge || token ? 'Send another mail' : 'Send a mail'}
          </button>
        </div>
      </form>
    </Panel>
  );
}
