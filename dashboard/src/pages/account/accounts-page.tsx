import { type FormEvent, useState } from 'react';
import { useReading } from '../../data.ts';
import { formatCount, formatMoment, formatName } from '../../format.ts';
import { AccountDocument, type AccountQuery, AccountsDocument } from '../../generated/graphql.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { AccountState } from './account-state.tsx';
import { AccountView } from './account-view.tsx';
import type { FoundAccount, ListedAccount } from './found-account.ts';
import { NewAccountDialog } from './new-account-dialog.tsx';
import { NoAccount } from './no-account.tsx';

const askEveryMs = 10_000;

/** All accounts, or the one that the address names. */
export function AccountsPage({ item }: PageProps) {
  return item === undefined ? <AccountList /> : <OneAccount id={item} />;
}

function isAccount(node: AccountQuery['node'] | undefined): node is FoundAccount {
  return node?.__typename === 'User';
}

function OneAccount({ id }: { id: string }) {
  const account = useReading(AccountDocument, { id }, askEveryMs);
  const missing = <NoAccount />;
  return (
    <Page title="Account" actions={<Link page="accounts">All accounts</Link>}>
      <ReadingView reading={account} missing={missing}>
        {({ node }) => (isAccount(node) ? <AccountView account={node} onChange={account.refresh} /> : missing)}
      </ReadingView>
    </Page>
  );
}

/** What is searched for stays on the page: in its address it would end up in logs. */
function AccountList() {
  const [search, setSearch] = useState('');
  const [draft, setDraft] = useState('');
  const [making, setMaking] = useState(false);
  const pages = usePages();
  const reading = useReading(AccountsDocument, { search: search || undefined, after: pages.after }, askEveryMs);

  function submit(event: FormEvent): void {
    event.preventDefault();
    pages.restart();
    setSearch(draft.trim());
  }

  return (
    <Page
      title="Accounts"
      actions={
        <>
          <form className="actions" onSubmit={submit}>
            <input
              type="search"
              aria-label="E-mail address or name"
              placeholder="Part of an address or a name"
              size={28}
              value={draft}
              onChange={(event) => setDraft(event.target.value)}
            />
            <button type="submit">Find</button>
          </form>
          <button type="button" onClick={() => setMaking(true)}>
            New account
          </button>
        </>
      }
    >
      {making && <NewAccountDialog onClose={() => setMaking(false)} onMade={reading.refresh} />}
      <ReadingView reading={reading}>
        {({ users: { nodes, pageInfo, totalCount } }) => (
          <Panel title={titleOf(search, totalCount)} actions={<Pager pages={pages} pageInfo={pageInfo} />}>
            {nodes.length === 0 ? (
              <Empty title={`No account has “${search}” in its address or name.`}>Look for a shorter part.</Empty>
            ) : (
              <Accounts accounts={nodes} />
            )}
          </Panel>
        )}
      </ReadingView>
    </Page>
  );
}

function titleOf(search: string, totalCount: number | null): string {
  if (search && totalCount === null) return 'Very many accounts, of which these are some';
  return `${formatCount(totalCount ?? 0)} ${totalCount === 1 ? 'account' : 'accounts'}${search ? ' found' : ''}`;
}

function Accounts({ accounts }: { accounts: readonly ListedAccount[] }) {
  return (
    <Table label="Accounts" headings={['E-mail', 'Name', 'Roles', 'State', 'Since']}>
      {accounts.map((account) => (
        <tr key={account.id}>
          <td>
            <Link page="accounts" item={account.id}>
              {account.email}
            </Link>
          </td>
          <td>{account.displayName}</td>
          <td>{account.roles.map(formatName).join(', ')}</td>
          <td>
            <AccountState account={account} />
          </td>
          <td>{formatMoment(account.createdAt)}</td>
        </tr>
      ))}
    </Table>
  );
}
