import { formatMoment } from '../../format.ts';
import { SessionRevokeDocument, UserDisableDocument, UserSessionsRevokeDocument } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Empty, Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { SessionTable } from '../../parts/session-table.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { FoundAccount } from './found-account.ts';
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
          <dd>{account.disabled ? <Badge tone="bad">Disabled</Badge> : <Badge tone="good">Enabled</Badge>}</dd>
        </dl>
        <RolesForm key={account.roles.join()} account={account} onChange={onChange} />
      </Panel>
      <AccountSessions account={account} onChange={onChange} />
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
