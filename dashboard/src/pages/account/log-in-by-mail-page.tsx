import { useState } from 'react';
import { useAction } from '../../data.ts';
import {
  LogInByMailDocument,
  LogInMailRequestDocument,
  type PendingLogInFieldsFragment,
} from '../../generated/graphql.ts';
import { tokenOfLink } from '../../link-token.ts';
import { Card } from '../../parts/card.tsx';
import { CodeField } from '../../parts/code-field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { RememberCheck } from '../../parts/remember-check.tsx';
import { SecondFactorCard } from '../../parts/second-factor-card.tsx';
import { goTo, Link } from '../../routing.tsx';
import type { OpenPageProps } from '../page-props.ts';
import { type Asked, AskForMail, OnItsWay, type ProofInput } from './mailed-proof.tsx';

const title = 'Log in by mail';

/** A log-in without a password: first a mail, then what it holds. */
export function LogInByMailPage({ onSession }: OpenPageProps) {
  const [token] = useState(tokenOfLink);
  const [asked, setAsked] = useState<Asked>();
  const [code, setCode] = useState('');
  const [remember, setRemember] = useState(false);
  const logIn = useAction(LogInByMailDocument);
  const [pending, setPending] = useState<PendingLogInFieldsFragment | null>();

  if (!token && !asked)
    return (
      <AskForMail
        title={title}
        mutation={LogInMailRequestDocument}
        challengeOf={(data) => data.sessionLogInMailRequest?.request?.challenge}
        onAsked={setAsked}
      >
        Get a mail with which you log in without a password.
      </AskForMail>
    );

  async function submit(): Promise<void> {
    const proof: ProofInput = asked ? { code: { ...asked, code } } : { token: token ?? '' };
    const data = await logIn.run({ input: { ...proof, transport: 'COOKIE', remember } });
    setPending(data?.sessionLogInByMail?.pendingLogIn);
    if (data?.sessionLogInByMail?.userErrors.length === 0) done();
  }

  function done(): void {
    goTo('');
    onSession();
  }

  if (pending)
    return <SecondFactorCard pending={pending} remember={remember} onDone={done} onCancel={() => goTo('')} />;

  return (
    <Card title={title} onSubmit={submit}>
      {asked ? <OnItsWay email={asked.email} /> : <p>You followed the link of a mail. It logs you in once.</p>}
      {asked && <CodeField label="The code in the mail" value={code} onChange={setCode} />}
      <RememberCheck checked={remember} onChange={setRemember} />
      {logIn.problem && <Problem>{logIn.problem}</Problem>}
      <button type="submit" className="primary" disabled={logIn.busy}>
        {logIn.busy ? 'Logging in…' : 'Log in'}
      </button>
      <Link page="">Back to the log-in with a password</Link>
    </Card>
  );
}
