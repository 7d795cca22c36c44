import { useState } from 'react';
import { useAction } from '../../data.ts';
import { LogInByMailDocument, LogInMailRequestDocument } from '../../generated/graphql.ts';
import { Card } from '../../parts/card.tsx';
import { Problem } from '../../parts/notices.tsx';
import { goTo, Link } from '../../routing.tsx';
import type { OpenPageProps } from '../page-props.ts';
import { type Asked, AskForMail, CodeField, OnItsWay, type ProofInput, tokenOfLink } from './mailed-proof.tsx';

const title = 'Log in by mail';

/** A log-in without a password: first a mail, then what it holds. */
export function LogInByMailPage({ onSession }: OpenPageProps) {
  const [token] = useState(tokenOfLink);
  const [asked, setAsked] = useState<Asked>();
  const [code, setCode] = useState('');
  const logIn = useAction(LogInByMailDocument);

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
    const data = await logIn.run({ input: { ...proof, transport: 'COOKIE' } });
    if (data?.sessionLogInByMail?.userErrors.length !== 0) return;
    goTo('');
    onSession();
  }

  return (
    <Card title={title} onSubmit={submit}>
      {asked ? <OnItsWay email={asked.email} /> : <p>You followed the link of a mail. It logs you in once.</p>}
      {asked && <CodeField value={code} onChange={setCode} />}
      {logIn.problem && <Problem>{logIn.problem}</Problem>}
      <button type="submit" className="primary" disabled={logIn.busy}>
        {logIn.busy ? 'Logging in…' : 'Log in'}
      </button>
      <Link page="">Back to the log-in with a password</Link>
    </Card>
  );
}
