// What Mortar does only shortly after the password or a second factor was given: where it was not, the page asks for it and goes on.

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { AnyVariables, TypedDocumentNode } from 'urql';
import { type Action, useAction, useReading } from './data.ts';
import { ReauthenticateDocument, ReauthenticationMethodsDocument } from './generated/graphql.ts';
import { CodeField } from './parts/code-field.tsx';
import { Problem } from './parts/notices.tsx';
import { PasswordField } from './parts/password-field.tsx';
import { usePasskey } from './passkey.ts';

interface SensitiveAction<Data, Variables> extends Action<Data, Variables> {
  /** To be shown by the page: nothing, or the question for the password. */
  question: ReactNode;
}

interface Interrupted<Data, Variables> {
  variables: Variables;
  goOn(data: Data | undefined): void;
}

/** A mutation that may need the password again. `run` answers undefined where the person did not give it. */
export function useSensitiveAction<Data, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): SensitiveAction<Data, Variables> {
  const action = useAction(mutation);
  const [refused, setRefused] = useState(false);
  const [interrupted, setInterrupted] = useState<Interrupted<Data, Variables>>();

  async function run(variables: Variables): Promise<Data | undefined> {
    const data = await action.run(variables);
    const refused = needsPassword(data);
    setRefused(refused);
    return refused ? new Promise((goOn) => setInterrupted({ variables, goOn })) : data;
  }

  async function confirmed({ variables, goOn }: Interrupted<Data, Variables>): Promise<void> {
    setInterrupted(undefined);
    goOn(await run(variables));
  }

  return {
    run,
    busy: action.busy || interrupted !== undefined,
    problem: refused ? undefined : action.problem,
    question: interrupted && (
      <PasswordQuestion
        onConfirmed={() => void confirmed(interrupted)}
        onClose={() => {
          setInterrupted(undefined);
          interrupted.goOn(undefined);
        }}
      />
    ),
  };
}

function PasswordQuestion({ onConfirmed, onClose }: { onConfirmed(): void; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const reauthenticate = useAction(ReauthenticateDocument);
  const methods = useReading(ReauthenticationMethodsDocument, {}).data?.viewer.security?.methods ?? [];
  const passkey = usePasskey();
  const [usesApp, setUsesApp] = useState(false);
  const [given, setGiven] = useState('');
  useEffect(() => dialog.current?.showModal(), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    await give(usesApp ? { totp: given } : { password: given });
  }

  async function askForPasskey(): Promise<void> {
    const answer = await passkey.ask();
    if (answer) await give({ passkey: answer });
  }

  async function give(proof: object): Promise<void> {
    const data = await reauthenticate.run({ input: proof });
    if (data?.sessionReauthenticate.userErrors.length === 0) onConfirmed();
  }

  return (
    <dialog ref={dialog} aria-label="Confirm your password" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <h2>Is it still you?</h2>
        <p>This needs a password, or a second factor, that was given within the last 10 minutes.</p>
        {usesApp ? (
          <CodeField label="The code of your authenticator app" value={given} onChange={setGiven} />
        ) : (
          <PasswordField label="Your password" value={given} onChange={setGiven} />
        )}
        {reauthenticate.problem && <Problem>{reauthenticate.problem}</Problem>}
        <div className="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          {methods.includes('PASSKEY') && (
            <button type="button" disabled={passkey.busy} onClick={() => void askForPasskey()}>
              Use a passkey
            </button>
          )}
          {methods.includes('TOTP') && (
            <button
              type="button"
              onClick={() => {
                setUsesApp(!usesApp);
                setGiven('');
              }}
            >
              {usesApp ? 'Use the password' : 'Use the app'}
            </button>
          )}
          <button type="submit" className="primary" disabled={reauthenticate.busy}>
            Continue
          </button>
        </div>
      </form>
    </dialog>
  );
}

function needsPassword(data: unknown): boolean {
  return Object.values(data ?? {}).some((payload: { userErrors?: { code?: string }[] } | null) =>
    payload?.userErrors?.some(({ code }) => code === 'REAUTHENTICATION_REQUIRED'),
  );
}
