import { useState } from 'react';
import { useAction } from '../data.ts';
import { LogInSecondFactorDocument, type PendingLogInFieldsFragment } from '../generated/graphql.ts';
import { usePasskey } from '../passkey.ts';
import { Card } from './card.tsx';
import { CodeField } from './code-field.tsx';
import { Problem } from './notices.tsx';
import { RecoveryCodeField } from './recovery-code-field.tsx';

interface SecondFactorCardProps {
  pending: PendingLogInFieldsFragment;
  /** What was chosen with the first step. */
  remember: boolean;
  onDone(): void;
  onCancel(): void;
}

/** The second step of a log-in. */
export function SecondFactorCard({ pending, remember, onDone, onCancel }: SecondFactorCardProps) {
  const logIn = useAction(LogInSecondFactorDocument);
  const [usesRecovery, setUsesRecovery] = useState(!pending.methods.includes('TOTP'));
  const passkey = usePasskey();
  const [code, setCode] = useState('');
  const [rememberDevice, setRememberDevice] = useState(false);

  async function submit(): Promise<void> {
    await give(usesRecovery ? { recoveryCode: code } : { totp: code });
  }

  async function askForPasskey(): Promise<void> {
    const answer = await passkey.ask();
    if (answer) await give({ passkey: answer });
  }

  async function give(factor: object): Promise<void> {
    const input = { logIn: pending.token, ...factor, rememberDevice, remember, transport: 'COOKIE' } as const;
    const data = await logIn.run({ input });
    if (data?.sessionLogInSecondFactor?.userErrors.length === 0) onDone();
  }

  return (
    <Card title="One more step" onSubmit={submit}>
      {usesRecovery ? (
        <RecoveryCodeField value={code} onChange={setCode} />
      ) : (
        <CodeField label="The code of your authenticator app" value={code} onChange={setCode} />
      )}
      <label>
        <input type="checkbox" checked={rememberDevice} onChange={(event) => setRememberDevice(event.target.checked)} />
        Do not ask again on this device for 30 days
      </label>
      {(logIn.problem ?? passkey.problem) && <Problem>{logIn.problem ?? passkey.problem}</Problem>}
      <button type="submit" className="primary" disabled={logIn.busy}>
        {logIn.busy ? 'Logging in…' : 'Log in'}
      </button>
      {pending.methods.includes('PASSKEY') && (
        <button type="button" disabled={passkey.busy} onClick={() => void askForPasskey()}>
          Use a passkey
        </button>
      )}
      {pending.methods.includes('RECOVERY_CODE') && !usesRecovery && (
        <button type="button" onClick={() => setUsesRecovery(true)}>
          Use a recovery code
        </button>
      )}
      <button type="button" onClick={onCancel}>
        Begin again
      </button>
    </Card>
  );
}
