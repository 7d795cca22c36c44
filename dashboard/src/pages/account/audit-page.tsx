import { useState } from 'react';
import { type OperationResult, useClient } from 'urql';
import { useReading } from '../../data.ts';
import { download } from '../../download.ts';
import { formatName } from '../../format.ts';
import {
  AuditLogDocument,
  type AuditLogQuery,
  type AuditLogQueryVariables,
  type AuditRowFragment,
} from '../../generated/graphql.ts';
import { Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { explain } from '../../problem.ts';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { auditKinds } from './audit-kinds.ts';
import { AuditTable } from './audit-table.tsx';
import { NoAccount } from './no-account.tsx';

const askEveryMs = 10_000;
const exported = { perPage: 100, most: 10_000 } as const;

/** What was done to all accounts, or to the one that the address names. */
export function AuditPage({ item }: PageProps) {
  const [kind, setKind] = useState('');
  const pages = usePages();
  const kinds = kind === '' ? undefined : [kind];
  const filter = { id: item, kinds };
  const reading = useReading(AuditLogDocument, { ...filter, after: pages.after }, askEveryMs);
  return (
    <Page
      title="Audit log"
      actions={
        <>
          {item && <Link page="audit">All accounts</Link>}
          <select
            aria-label="Kind of act"
            value={kind}
            onChange={({ target }) => {
              pages.restart();
              setKind(target.value);
            }}
          >
            <option value="">Everything</option>
            {auditKinds.map((each) => (
              <option key={each} value={each}>
                {formatName(each.toUpperCase())}
              </option>
            ))}
          </select>
          <ExportButton filter={filter} />
        </>
      }
    >
      <ReadingView reading={reading} missing={item && <NoAccount />}>
        {({ auditLog: { edges, pageInfo } }) => (
          <Panel title="What was done" actions={<Pager pages={pages} pageInfo={pageInfo} />}>
            {edges.length === 0 ? (
              <Empty title="Nothing is recorded.">{(kinds ?? item) && 'Choose everything, or all accounts.'}</Empty>
            ) : (
              <AuditTable entries={edges} linked />
            )}
          </Panel>
        )}
      </ReadingView>
    </Page>
  );
}

interface ExportButtonProps {
  filter: { id: string | undefined; kinds: string[] | undefined };
}

/** The newest acts that fit, as a file. */
function ExportButton({ filter }: ExportButtonProps) {
  const client = useClient();
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });

  async function save(): Promise<void> {
    setState({ busy: true });
    const rows: AuditRowFragment[] = [];
    let after: string | null = null;
    do {
      const variables: AuditLogQueryVariables = { ...filter, first: exported.perPage, after };
      const { data, error }: OperationResult<AuditLogQuery> = await client
        .query(AuditLogDocument, variables)
        .toPromise();
      if (!data) return setState({ busy: false, problem: error && explain(error) });
      rows.push(...data.auditLog.edges.map(({ node }) => node));
      after = data.auditLog.pageInfo.hasNextPage ? data.auditLog.pageInfo.endCursor : null;
    } while (after !== null && rows.length < exported.most);
    download('audit-log.csv', 'text/csv', toCsv(rows));
    setState({ busy: false });
  }

  return (
    <>
      {state.problem && <Problem>{state.problem}</Problem>}
      <button type="button" disabled={state.busy} onClick={save}>
        {state.busy ? 'Exporting…' : 'Export as CSV'}
      </button>
    </>
  );
}

const columns = ['at', 'kind', 'userId', 'actorId', 'ipAddress', 'before', 'after', 'reason'] as const;

function toCsv(rows: readonly AuditRowFragment[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? '')).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

/** A value that a spreadsheet would take for a formula is kept from being one. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
