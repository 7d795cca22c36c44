import { useAction, useReading } from '../../data.ts';
import { formatAgo } from '../../format.ts';
import { SessionRevokeDocument, SessionsDocument } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Table } from '../../parts/table.tsx';

const askEveryMs = 10_000;

/** Where this account is logged in, and the button that ends it. */
export function SessionsPage() {
  const sessions = useReading(SessionsDocument, {}, askEveryMs);
  const revoke = useAction(SessionRevokeDocument);

  async function end(id: string): Promise<void> {
    await revoke.run({ input: { id } });
    sessions.refresh();
  }

  return (
    <Page title="Devices">
      {revoke.problem && <Problem>{revoke.problem}</Problem>}
      <ReadingView reading={sessions}>
        {({ viewer }) => (
          <Panel title="Where you are logged in">
            <Table label="Sessions" headings={['Device', 'Address', 'Last active', 'Ends', 'End it']}>
              {viewer.sessions.map((session) => (
                <tr key={session.id}>
                  <td>
                    {session.device} {session.current && <Badge tone="good">This one</Badge>}
                  </td>
                  <td>{session.ipAddress ?? '–'}</td>
                  <td>{formatAgo(session.lastActiveAt)}</td>
                  <td>{formatAgo(session.expiresAt)}</td>
                  <td>
                    {!session.current && (
                      <button
                        type="button"
                        className="link"
                        disabled={revoke.busy}
                        onClick={() => void end(session.id)}
                      >
                        Log out
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          </Panel>
        )}
      </ReadingView>
    </Page>
  );
}
