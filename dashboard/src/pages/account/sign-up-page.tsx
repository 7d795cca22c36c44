import { useState } from 'react';
import { useCaptcha } from '../../captcha.ts';
import { useAction } from '../../data.ts';
import { LogInByMailDocument, type PendingLogInFieldsFragment, SignUpDocument } from '../../generated/graphql.ts';
import { CaptchaBox } from '../../parts/captcha-box.tsx';
import { Card } from '../../parts/card.tsx';
import { CodeField } from '../../parts/code-field.tsx';
import { EmailField } from '../../parts/email-field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { RememberCheck } from '../../parts/remember-check.tsx';
import { SecondFactorCard } from '../../parts/second-factor-card.tsx';
import { goTo, Link } from '../../routing.tsx';
import type { OpenPageProps } from '../page-props.ts';
import type { Asked } from './mailed-proof.tsx';

/** A new account; where addresses have to be confirmed, the code of a mail logs in to it. */
export function SignUpPage({ onSession }: OpenPageProps) {
  const signUp = useAction(SignUpDocument);
  const captcha = useCaptcha('SIGN_UP');
  const [email, setEmail] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const [asked, setAsked] = useState<Asked>();

  function done(): void {
    goTo('');
    onSession();
  }

  async function submit(): Promise<void> {
    const input = { email, password, displayName: displayName || null, transport: 'COOKIE', remember } as const;
    const data = await signUp.run({ input }, await captcha.take());
    const challenge = data?.accountCreate.mailRequest?.challenge;
    if (challenge) setAsked({ email, challenge });
    else if (data?.accountCreate.userErrors.length === 0) done();
  }

  if (asked) return <FirstCode asked={asked} remember={remember} onDone={done} />;
  return (
    <Card title="Sign up" onSubmit={submit}>
      <EmailField value={email} onChange={setEmail} />
      <label className="field">
        Your name, if you like
        <input
          autoComplete="name"
          maxLength={100}
          value={displayName}
          onChange={(event) => setDisplayName(event.target.value)}
        />
      </label>
      <PasswordField label="A password, at least 10 characters" kind="new" value={password} onChange={setPassword} />
      <RememberCheck checked={remember} onChange={setRemember} />
      <CaptchaBox captcha={captcha} />
      {signUp.problem && <Problem>{signUp.problem}</Problem>}
      <button type="submit" className="primary" disabled={signUp.busy || captcha.missing}>
        {signUp.busy ? 'Signing up…' : 'Sign up'}
      </button>
      <Link page="">Back to the log-in</Link>
    </Card>
  );
}

interface FirstCodeProps {
  asked: Asked;
  remember: boolean;
  onDone(): void;
}

/** It says the same whether there was an account before: only its owner reads the mail. */
function FirstCode({ asked, remember, onDone }: FirstCodeProps) {
  const logIn = useAction(LogInByMailDocument);
  const [code, setCode] = useState('');
  const [pending, setPending] = useState<PendingLogInFieldsFragment | null>();

  async function submit(): Promise<void> {
    const data = await logIn.run({ input: { code: { ...asked, code }, transport: 'COOKIE', remember } });
    setPending(data?.sessionLogInByMail?.pendingLogIn);
    if (data?.sessionLogInByMail?.userErrors.length === 0) onDone();
  }

  if (pending)
    return <SecondFactorCard pending={pending} remember={remember} onDone={onDone} onCancel={() => goTo('')} />;
  return (
    <Card title="Confirm your address" onSubmit={submit}>
      <p role="status">A mail to {asked.email} is on its way. Type its code here; it works for 30 minutes.</p>
      <CodeField label="The code in the mail" value={code} onChange={setCode} />
      {logIn.problem && <Problem>{logIn.problem}</Problem>}
      <button type="submit" className="primary" disabled={logIn.busy}>
        {logIn.busy ? 'Logging in…' : 'Log in'}
      </button>
    </Card>
  );
}
