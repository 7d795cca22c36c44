import { formatMoment, formatName } from '../../format.ts';
import type { AuditRowFragment } from '../../generated/graphql.ts';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';

interface AuditTableProps {
  entries: readonly { cursor: string; node: AuditRowFragment }[];
  /** Whether accounts lead to their pages. */
  linked?: boolean;
}

/** What was done to accounts, newest first. */
export function AuditTable({ entries, linked = false }: AuditTableProps) {
  return (
    <Table label="Acts" headings={['When', 'What', 'Account', 'By', 'From', 'Details']}>
      {entries.map(({ cursor, node }) => (
        <tr key={cursor}>
          <td>{formatMoment(node.at)}</td>
          <td>{formatName(node.kind.toUpperCase())}</td>
          <td>
            <Person id={node.userId} email={node.user?.email} linked={linked} />
          </td>
          <td>
            <Person id={node.actorId} email={node.actor?.email} linked={linked} />
          </td>
          <td>{node.ipAddress ?? '–'}</td>
          <td>{detailsOf(node)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Person({ id, email, linked }: { id: string | null; email: string | undefined; linked: boolean }) {
  if (id === null) return '–';
  if (email === undefined) return linked ? 'A deleted account' : 'Another account';
  return linked ? (
    <Link page="accounts" item={id}>
      {email}
    </Link>
  ) : (
    email
  );
}

function detailsOf({ before, after, reason }: AuditRowFragment): string {
  const [from, to] = [wordsOf(before), wordsOf(after)];
  const change = from !== '' && to !== '' ? `${from} → ${to}` : from || to;
  return [change, reason].filter(Boolean).join(': ');
}

/** Roles are names of the API, with commas between them; all else stands as it is. */
function wordsOf(value: string | null): string {
  if (value === null || !/^[A-Z]+(,[A-Z]+)*$/.test(value)) return value ?? '';
  return value.split(',').map(formatName).join(', ');
}
