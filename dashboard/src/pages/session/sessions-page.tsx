import { useReading } from '../../data.ts';
import { SessionRevokeDocument, SessionsDocument, SessionsRevokeOthersDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Caution, Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { SessionTable } from '../../parts/session-table.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import { PasswordPanel } from './password-panel.tsx';

const askEveryMs = 10_000;

/** Where this account is logged in, the buttons that end it, and another password. */
export function SessionsPage() {
  const sessions = useReading(SessionsDocument, {}, askEveryMs);
  const revoke = useSensitiveAction(SessionRevokeDocument);
  const revokeOthers = useSensitiveAction(SessionsRevokeOthersDocument);
  const problem = revoke.problem ?? revokeOthers.problem;

  return (
    <Page title="Devices">
      {problem && <Problem>{problem}</Problem>}
      {revoke.question}
      {revokeOthers.question}
      <ReadingView reading={sessions}>
        {({ viewer }) => (
          <>
            {viewer.sessions.some(({ flagged }) => flagged) && (
              <Caution>
                A session was suddenly used from another device or network. If that was not you, log it out and change
                your password.
              </Caution>
            )}
            <Panel
              title="Where you are logged in"
              actions={
                viewer.sessions.length > 1 && (
                  <ConfirmButton
                    question="Log out everywhere else?"
                    consequence="Every device but this one has to log in again."
                    disabled={revokeOthers.busy}
                    onConfirm={() => void revokeOthers.run({}).then(sessions.refresh)}
                  >
                    Log out everywhere else
                  </ConfirmButton>
                )
              }
            >
              <SessionTable
                sessions={viewer.sessions}
                busy={revoke.busy}
                onEnd={({ id }) => void revoke.run({ input: { id } }).then(sessions.refresh)}
              />
            </Panel>
          </>
        )}
      </ReadingView>
      <PasswordPanel onChanged={sessions.refresh} />
    </Page>
  );
}
