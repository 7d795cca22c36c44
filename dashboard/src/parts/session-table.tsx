import { formatAgo, formatMoment } from '../format.ts';
import type { SessionRowFragment } from '../generated/graphql.ts';
import { Badge } from './badge.tsx';
import { Table } from './table.tsx';

const flags: Record<NonNullable<SessionRowFragment['flagged']>, string> = {
  DEVICE: 'Other device',
  NETWORK: 'Other network',
};

interface SessionTableProps {
  sessions: readonly SessionRowFragment[];
  busy: boolean;
  /** Ends one. The session that looks at the page has no button: that is what logging out is for. */
  onEnd(session: SessionRowFragment): void;
}

/** Where an account is logged in, the most recently used first. */
export function SessionTable({ sessions, busy, onEnd }: SessionTableProps) {
  return (
    <Table label="Sessions" headings={['Device', 'Last seen from', 'Last used', 'Since', 'Ends', '']}>
      {sessions.map((session) => (
        <tr key={session.id}>
          <td>
            {session.device} {session.current && <Badge tone="good">This one</Badge>}{' '}
            {session.flagged && <Badge tone="bad">{flags[session.flagged]}</Badge>}
          </td>
          <td>{session.ipAddress ?? '–'}</td>
          <td title={formatMoment(session.lastActiveAt)}>{formatAgo(session.lastActiveAt)}</td>
          <td>{formatMoment(session.createdAt)}</td>
          <td title={formatMoment(session.expiresAt)}>{formatAgo(session.expiresAt)}</td>
          <td className="buttons">
            {!session.current && (
              <button type="button" disabled={busy} onClick={() => onEnd(session)}>
                Log out
              </button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
