import { type FormEvent, useState } from 'react';
import { useReading } from '../../data.ts';
import { AccountDocument } from '../../generated/graphql.ts';
import { Empty } from '../../parts/notices.tsx';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { AccountView } from './account-view.tsx';

const askEveryMs = 10_000;

/** Any account by its e-mail address, which stays on the page: in its address it would end up in logs. */
export function AccountsPage() {
  const [email, setEmail] = useState('');
  const [draft, setDraft] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    setEmail(draft.trim());
  }

  const search = (
    <form className="actions" onSubmit={submit}>
      <input
        type="email"
        aria-label="E-mail address"
        placeholder="name@example.com"
        size={28}
        required
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="submit">Find</button>
    </form>
  );

  return (
    <Page title="Accounts" actions={search}>
      {email === '' ? (
        <Empty title="Whose account?">Find it by its e-mail address.</Empty>
      ) : (
        <FoundAccount key={email} email={email} />
      )}
    </Page>
  );
}

function FoundAccount({ email }: { email: string }) {
  const account = useReading(AccountDocument, { email }, askEveryMs);
  return (
    <ReadingView reading={account}>
      {({ user }) =>
        user ? (
          <AccountView account={user} onChange={account.refresh} />
        ) : (
          <Empty title={`Nobody has the address ${email}.`}>Look for another spelling.</Empty>
        )
      }
    </ReadingView>
  );
}
