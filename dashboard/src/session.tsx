// Who is logged in; whoever is not sees the log-in instead of the pages.

import { type ReactNode, useState } from 'react';
import { useCaptcha } from './captcha.ts';
import { useAction, useReading } from './data.ts';
import {
  LogInDocument,
  LogInPasskeyDocument,
  type PendingLogInFieldsFragment,
  ViewerDocument,
  type ViewerQuery,
} from './generated/graphql.ts';
import { CaptchaBox } from './parts/captcha-box.tsx';
import { Card } from './parts/card.tsx';
import { EmailField } from './parts/email-field.tsx';
import { Problem } from './parts/notices.tsx';
import { PasswordField } from './parts/password-field.tsx';
import { ProviderButtons } from './parts/provider-buttons.tsx';
import { RememberCheck } from './parts/remember-check.tsx';
import { SecondFactorCard } from './parts/second-factor-card.tsx';
import { Loading } from './parts/states.tsx';
import { usePasskey } from './passkey.ts';
import { Link } from './routing.tsx';

/** Who is logged in, with the rights that the session has. */
export type Account = NonNullable<ViewerQuery['viewer']['user']> &
  Pick<ViewerQuery['viewer'], 'roles'> & {
    /** Whether the reader is an administrator who acts as the account. */
    impersonated: boolean;
    /** Whether the account has a role on a site, which it may then see without being an administrator. */
    usesSites: boolean;
  };

export function isAdministrator(account: Account): boolean {
  return account.roles.includes('ADMIN');
}

interface SessionGateProps {
  /** The session has changed: begin anew with it. */
  onChange(): void;
  children: (account: Account) => ReactNode;
}

/** How often the page notices by itself that its session was ended elsewhere. */
const askEveryMs = 15_000;

export function SessionGate({ onChange, children }: SessionGateProps) {
  const { data, problem, loading } = useReading(ViewerDocument, {}, askEveryMs);
  if (data?.viewer.user) {
    const { user, session, roles, siteRoles } = data.viewer;
    return children({
      ...user,
      roles,
      impersonated: session?.impersonated ?? false,
      usesSites: siteRoles !== null && siteRoles.length > 0,
    });
  }
  if (loading) return <Loading />;
  return <LogIn onChange={onChange} problem={data ? undefined : problem} />;
}

function LogIn({ onChange, problem }: { onChange(): void; problem: string | undefined }) {
  const logIn = useAction(LogInDocument);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const passkey = usePasskey();
  const captcha = useCaptcha('LOG_IN');
  const byPasskey = useAction(LogInPasskeyDocument);
  const [pending, setPending] = useState<PendingLogInFieldsFragment | null>();

  async function submit(): Promise<void> {
    const input = { email, password, transport: 'COOKIE', remember } as const;
    const data = await logIn.run({ input }, await captcha.take());
    setPending(data?.sessionLogIn.pendingLogIn);
    if (data?.sessionLogIn.userErrors.some(({ code }) => code === 'CAPTCHA_REQUIRED')) captcha.demand();
    if (data?.sessionLogIn.userErrors.length === 0) onChange();
  }

  async function askForPasskey(): Promise<void> {
    const answer = await passkey.ask();
    if (!answer) return;
    const data = await byPasskey.run({ input: { passkey: answer, transport: 'COOKIE', remember } });
    if (data?.sessionLogInPasskey?.userErrors.length === 0) onChange();
  }

  const wrong = logIn.problem ?? byPasskey.problem ?? passkey.problem ?? problem;
  if (pending)
    return (
      <SecondFactorCard pending={pending} remember={remember} onDone={onChange} onCancel={() => setPending(null)} />
    );

  return (
    <Card title="Log in" onSubmit={submit}>
      <EmailField value={email} onChange={setEmail} orName />
      <PasswordField label="Password" value={password} onChange={setPassword} />
      <RememberCheck checked={remember} onChange={setRemember} />
      <CaptchaBox captcha={captcha} />
      {wrong && <Problem>{wrong}</Problem>}
      <button type="submit" className="primary" disabled={logIn.busy || captcha.missing}>
        {logIn.busy ? 'Logging in…' : 'Log in'}
      </button>
      <button type="button" disabled={passkey.busy || byPasskey.busy} onClick={() => void askForPasskey()}>
        Use a passkey
      </button>
      <ProviderButtons remember={remember} />
      <Link page="password-reset">Forgot your password?</Link>
      <Link page="log-in">Log in by mail</Link>
      <Link page="sign-up">Sign up</Link>
    </Card>
  );
}
