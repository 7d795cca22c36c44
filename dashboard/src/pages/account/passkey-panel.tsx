import { type FormEvent, useState } from 'react';
import { formatMoment } from '../../format.ts';
import {
  PasskeyAddDocument,
  PasskeyBeginDocument,
  PasskeyRemoveDocument,
  PasskeyRenameDocument,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { makePasskey } from '../../passkey.ts';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { SecurityPanelProps } from './security-panel-props.ts';

/** The passkeys of the account: each is named, and can be removed alone. */
export function PasskeyPanel({ security, onChanged }: SecurityPanelProps) {
  const begin = useSensitiveAction(PasskeyBeginDocument);
  const add = useSensitiveAction(PasskeyAddDocument);
  const [name, setName] = useState('');

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const begun = await begin.run({});
    const options = begun?.passkeyBegin?.options;
    const passkey = options && (await makePasskey(options));
    if (!passkey) return;
    const data = await add.run({ input: { name, passkey } });
    if (data?.passkeyAdd?.userErrors.length !== 0) return;
    setName('');
    onChanged(data.passkeyAdd.recoveryCodes);
  }

  return (
    <Panel title="Passkeys">
      {begin.question}
      {add.question}
      {(begin.problem ?? add.problem) && <Problem>{begin.problem ?? add.problem}</Problem>}
      <p>A passkey is kept by your phone, your browser or a key ring. It logs you in without a password.</p>
      {security.passkeys.map((passkey) => (
        <PasskeyRow key={passkey.id} passkey={passkey} onChanged={() => onChanged()} />
      ))}
      <form className="actions" onSubmit={submit}>
        <input
          aria-label="Name of the new passkey"
          placeholder="Such as My phone"
          maxLength={60}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="primary" disabled={begin.busy || add.busy}>
          Add a passkey
        </button>
      </form>
    </Panel>
  );
}

interface PasskeyRowProps {
  passkey: SecurityPanelProps['security']['passkeys'][number];
  onChanged(): void;
}

function PasskeyRow({ passkey, onChanged }: PasskeyRowProps) {
  const rename = useSensitiveAction(PasskeyRenameDocument);
  const remove = useSensitiveAction(PasskeyRemoveDocument);
  const [name, setName] = useState(passkey.name);
  const problem = rename.problem ?? remove.problem;
  const used = passkey.lastUsedAt ? `last used ${formatMoment(passkey.lastUsedAt)}` : 'never used';

  return (
    <fieldset className="actions" aria-label={`Passkey ${passkey.name}`}>
      {remove.question}
      {problem && <Problem>{problem}</Problem>}
      <input aria-label="Name" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
      <button
        type="button"
        disabled={rename.busy || name === passkey.name || name.trim() === ''}
        onClick={() => void rename.run({ input: { id: passkey.id, name } }).then(onChanged)}
      >
        Rename
      </button>
      <ConfirmButton
        question={`Remove ${passkey.name}?`}
        consequence="It does not log you in any more."
        disabled={remove.busy}
        onConfirm={() => void remove.run({ input: { id: passkey.id } }).then(onChanged)}
      >
        Remove
      </ConfirmButton>
      <span className="muted">
        Added {formatMoment(passkey.createdAt)}, {used}
      </span>
    </fieldset>
  );
}
