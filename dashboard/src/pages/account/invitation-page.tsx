import { useState } from 'react';
import { useAction } from '../../data.ts';
import { InvitationAcceptDocument } from '../../generated/graphql.ts';
import { tokenOfLink } from '../../link-token.ts';
import { Card } from '../../parts/card.tsx';
import { Problem } from '../../parts/notices.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { RememberCheck } from '../../parts/remember-check.tsx';
import { goTo, Link } from '../../routing.tsx';
import type { OpenPageProps } from '../page-props.ts';

/** The first password of who was invited. */
export function InvitationPage({ onSession }: OpenPageProps) {
  const [token] = useState(tokenOfLink);
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const accept = useAction(InvitationAcceptDocument);

  async function submit(): Promise<void> {
    const data = await accept.run({ input: { token: token ?? '', password, transport: 'COOKIE', remember } });
    if (data?.invitationAccept.userErrors.length !== 0) return;
    goTo('');
    onSession();
  }

  return (
    <Card title="Welcome" onSubmit={submit}>
      <p>You are invited. Choose a password for your account.</p>
      <PasswordField label="Password" value={password} onChange={setPassword} kind="new" />
      <RememberCheck checked={remember} onChange={setRemember} />
      {accept.problem && <Problem>{accept.problem}</Problem>}
      <button type="submit" className="primary" disabled={accept.busy}>
        {accept.busy ? 'Logging in…' : 'Begin'}
      </button>
      <Link page="">Back to the log-in</Link>
    </Card>
  );
}
