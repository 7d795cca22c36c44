import { useState } from 'react';
import { formatMoment } from '../../format.ts';
import {
  SessionRevokeDocument,
  UserDisableDocument,
  UserPasswordRequestDocument,
  UserSessionsRevokeDocument,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Good, Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { SessionTable } from '../../parts/session-table.tsx';
import { Empty } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import { AccountState } from './account-state.tsx';
import { ApiKeysPanel } from './api-keys-panel.tsx';
import { EraseAccount } from './erase-account.tsx';
import type { FoundAccount } from './found-account.ts';
import { HandOver } from './hand-over.tsx';
import { Impersonate } from './impersonate.tsx';
import { RolesForm } from './roles-form.tsx';

interface AccountViewProps {
  account: FoundAccount;
  onChange(): void;
}

/** One account: who it is, what it may do, where it is logged in. */
export function AccountView({ account, onChange }: AccountViewProps) {
  const disable = useSensitiveAction(UserDisableDocument);
  return (
    <>
      <Panel
        title={account.displayName ?? account.email}
        actions={
          account.disabled ? (
            <button
              type="button"
              disabled={disable.busy}
              onClick={() => void disable.run({ input: { id: account.id, disabled: false } }).then(onChange)}
            >
              Enable
            </button>
          ) : (
            <ConfirmButton
              question={`Disable ${account.email}?`}
              consequence="All its sessions end at once, and it cannot log in until it is enabled again."
              disabled={disable.busy}
              onConfirm={() => void disable.run({ input: { id: account.id, disabled: true } }).then(onChange)}
            >
              Disable
            </ConfirmButton>
          )
        }
      >
        {disable.question}
        {disable.problem && <Problem>{disable.problem}</Problem>}
        <dl className="details">
          <dt>E-mail</dt>
          <dd>{account.email}</dd>
          <dt>Since</dt>
          <dd>{formatMoment(account.createdAt)}</dd>
          <dt>State</dt>
          <dd>
            <AccountState account={account} />
          </dd>
          <dt>Address confirmed</dt>
          <dd>{account.emailVerifiedAt ? formatMoment(account.emailVerifiedAt) : 'Not yet'}</dd>
        </dl>
        <RolesForm key={account.roles.join()} account={account} onChange={onChange} />
        {!account.disabled && !account.isService && <PasswordRequest account={account} />}
        <div className="actions">
          <Link page="audit" item={account.id}>
            What was done to it
          </Link>
          {!account.disabled && !account.roles.includes('ADMIN') && <Impersonate account={account} />}
          {!account.roles.includes('ADMIN') && <EraseAccount account={account} />}
        </div>
      </Panel>
      {!account.isService && <AccountSessions account={account} onChange={onChange} />}
      {(account.isService || account.apiKeys.length > 0) && (
        <ApiKeysPanel apiKeys={account.apiKeys} owner={account} onChanged={onChange} />
      )}
    </>
  );
}

/** Has the owner choose a password: the first one, or another. */
function PasswordRequest({ account }: { account: FoundAccount }) {
  const ask = useSensitiveAction(UserPasswordRequestDocument);
  const [asked, setAsked] = useState<{ token: string | null }>();
  const isInvited = account.invitedAt !== null;

  async function submit(): Promise<void> {
    const data = await ask.run({ input: { id: account.id } });
    if (data?.userPasswordRequest.userErrors.length === 0) setAsked(data.userPasswordRequest);
  }

  return (
    <>
      {ask.question}
      {ask.problem && <Problem>{ask.problem}</Problem>}
      {asked?.token && (
        <HandOver
          page={isInvited ? 'invitation' : 'password-reset'}
          token={asked.token}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked?.token === null && <Good>A mail to {account.email} is on its way.</Good>}
      <div className="actions">
        <button type="button" disabled={ask.busy} onClick={submit}>
          {isInvited ? 'Invite again' : 'Send a link for a new password'}
        </button>
      </div>
    </>
  );
}

function AccountSessions({ account, onChange }: AccountViewProps) {
  const revoke = useSensitiveAction(SessionRevokeDocument);
  const revokeAll = useSensitiveAction(UserSessionsRevokeDocument);
  const problem = revoke.problem ?? revokeAll.problem;
  return (
    <Panel
      title="Where it is logged in"
      actions={
        account.sessions.length > 0 && (
          <ConfirmButton
            question={`Log ${account.email} out everywhere?`}
            consequence="Every device has to log in again."
            disabled={revokeAll.busy}
            onConfirm={() => void revokeAll.run({ input: { id: account.id } }).then(onChange)}
          >
            Log out everywhere
          </ConfirmButton>
        )
      }
    >
      {revoke.question}
      {revokeAll.question}
      {problem && <Problem>{problem}</Problem>}
      {account.sessions.length === 0 ? (
        <Empty title="It is logged in nowhere." />
      ) : (
        <SessionTable
          sessions={account.sessions}
          busy={revoke.busy}
          onEnd={({ id }) => void revoke.run({ input: { id } }).then(onChange)}
        />
      )}
    </Panel>
  );
}
