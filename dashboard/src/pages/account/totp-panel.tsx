import { type FormEvent, useState } from 'react';
import { formatMoment } from '../../format.ts';
import {
  TotpBeginDocument,
  type TotpBeginMutation,
  TotpConfirmDocument,
  TotpRemoveDocument,
} from '../../generated/graphql.ts';
import { CodeField } from '../../parts/code-field.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { SecurityPanelProps } from './security-panel-props.ts';

type Setup = NonNullable<NonNullable<TotpBeginMutation['totpBegin']>['setup']>;

/** An authenticator app: set up by scanning, removed by a button. */
export function TotpPanel({ security, onChanged }: SecurityPanelProps) {
  const begin = useSensitiveAction(TotpBeginDocument);
  const remove = useSensitiveAction(TotpRemoveDocument);
  const [setup, setSetup] = useState<Setup>();
  const problem = begin.problem ?? remove.problem;

  return (
    <Panel title="Authenticator app">
      {begin.question}
      {remove.question}
      {problem && <Problem>{problem}</Problem>}
      {security.totpSince ? (
        <>
          <p>Set up since {formatMoment(security.totpSince)}.</p>
          <div className="actions">
            <ConfirmButton
              question="Remove the app?"
              consequence="Its codes do not log you in any more."
              disabled={remove.busy}
              onConfirm={() => void remove.run({}).then(() => onChanged())}
            >
              Remove the app
            </ConfirmButton>
          </div>
        </>
      ) : setup ? (
        <TotpForm
          setup={setup}
          onAdded={(codes) => {
            setSetup(undefined);
            onChanged(codes);
          }}
        />
      ) : (
        <>
          <p>An app on your phone shows a code of six digits that changes every 30 seconds.</p>
          <div className="actions">
            <button
              type="button"
              className="primary"
              disabled={begin.busy}
              onClick={() => void begin.run({}).then((data) => setSetup(data?.totpBegin?.setup ?? undefined))}
            >
              Set up an app
            </button>
          </div>
        </>
      )}
    </Panel>
  );
}

function TotpForm({ setup, onAdded }: { setup: Setup; onAdded(codes: readonly string[] | null | undefined): void }) {
  const confirm = useSensitiveAction(TotpConfirmDocument);
  const [code, setCode] = useState('');

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const data = await confirm.run({ input: { code } });
    if (data?.totpConfirm?.userErrors.length === 0) onAdded(data.totpConfirm.recoveryCodes);
  }

  return (
    <form className="stack narrow" onSubmit={submit}>
      {confirm.question}
      <p>Scan this with the app, or type the secret, and give the first code that it shows.</p>
      <img
        alt="QR code for the authenticator app"
        width={220}
        height={220}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(setup.qrSvg)}`}
      />
      <p>
        <code data-testid="totp-secret">{setup.secret}</code>
      </p>
      <CodeField label="The code that the app shows" value={code} onChange={setCode} />
      {confirm.problem && <Problem>{confirm.problem}</Problem>}
      <div className="actions">
        <button type="submit" className="primary" disabled={confirm.busy}>
          Add the app
        </button>
      </div>
    </form>
  );
}
