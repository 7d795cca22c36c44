import { useState } from 'react';
import { useAction } from '../../data.ts';
import { PasswordResetDocument, PasswordResetRequestDocument } from '../../generated/graphql.ts';
import { tokenOfLink } from '../../link-token.ts';
import { Card } from '../../parts/card.tsx';
import { CodeField } from '../../parts/code-field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { Link } from '../../routing.tsx';
import { type Asked, AskForMail, OnItsWay, type ProofInput } from './mailed-proof.tsx';

const title = 'New password';

/** A new password for who forgot the old one: first a mail, then what it holds. */
export function PasswordResetPage() {
  const [token] = useState(tokenOfLink);
  const [asked, setAsked] = useState<Asked>();
  const [done, setDone] = useState(false);

  if (done)
    return (
      <Card title={title}>
        <p role="status">Your new password is set, and you are logged out everywhere. Log in with it.</p>
        <Link page="">Log in</Link>
      </Card>
    );
  if (!token && !asked)
    return (
      <AskForMail
        title={title}
        mutation={PasswordResetRequestDocument}
        challengeOf={(data) => data.passwordResetRequest?.request?.challenge}
        onAsked={setAsked}
      >
        Forgot your password? Get a mail with which you can set a new one.
      </AskForMail>
    );
  return <NewPassword token={token} asked={asked} onDone={() => setDone(true)} />;
}

interface NewPasswordProps {
  token: string | null;
  asked: Asked | undefined;
  onDone(): void;
}

function NewPassword({ token, asked, onDone }: NewPasswordProps) {
  const reset = useAction(PasswordResetDocument);
  const [code, setCode] = useState('');
  const [newPassword, setNewPassword] = useState('');

  async function submit(): Promise<void> {
    const proof: ProofInput = asked ? { code: { ...asked, code } } : { token: token ?? '' };
    const data = await reset.run({ input: { ...proof, newPassword } });
    if (data?.passwordReset?.reset) onDone();
  }

  return (
    <Card title={title} onSubmit={submit}>
      {asked ? <OnItsWay email={asked.email} /> : <p>Choose a new password. You will be logged out everywhere.</p>}
      {asked && <CodeField label="The code in the mail" value={code} onChange={setCode} />}
      <PasswordField
        label="New password, at least 10 characters"
        kind="new"
        value={newPassword}
        onChange={setNewPassword}
      />
      {reset.problem && <Problem>{reset.problem}</Problem>}
      <button type="submit" className="primary" disabled={reset.busy}>
        {reset.busy ? 'Setting it…' : 'Set the password'}
      </button>
      <Link page="">Back to the log-in</Link>
    </Card>
  );
}
