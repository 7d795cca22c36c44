import { type FormEvent, useState } from 'react';
import { PasswordChangeDocument } from '../../generated/graphql.ts';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';

/** Another password, which logs out every other device. */
export function PasswordPanel({ onChanged }: { onChanged(): void }) {
  const change = useSensitiveAction(PasswordChangeDocument);
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [changed, setChanged] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setChanged(false);
    const data = await change.run({ input: { currentPassword, newPassword } });
    if (data?.passwordChange.userErrors.length !== 0) return;
    setCurrentPassword('');
    setNewPassword('');
    setChanged(true);
    onChanged();
  }

  return (
    <Panel title="Change your password">
      {change.question}
      <form className="stack narrow" onSubmit={submit}>
        <PasswordField label="The password until now" value={currentPassword} onChange={setCurrentPassword} />
        <PasswordField
          label="The new one, at least 10 characters"
          kind="new"
          value={newPassword}
          onChange={setNewPassword}
        />
        {change.problem && <Problem>{change.problem}</Problem>}
        {changed && <p role="status">Your password is changed, and every other device is logged out.</p>}
        <div className="actions">
          <button type="submit" disabled={change.busy}>
            Change it
          </button>
        </div>
      </form>
    </Panel>
  );
}
