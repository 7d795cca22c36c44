// What stands around every page: the navigation, the account, the theme.

import { Suspense, useEffect, useRef } from 'react';
import { useAction } from './data.ts';
import { LogOutDocument } from './generated/graphql.ts';
import iconUrl from './icon.svg';
import { pagesFor } from './pages/index.ts';
import { Empty } from './parts/notices.tsx';
import { Link, usePlace } from './routing.tsx';
import type { Account } from './session.tsx';
import { chooseTheme, useTheme } from './theme.ts';

interface FrameProps {
  account: Account;
  onLogOut(): void;
}

export function Frame({ account, onLogOut }: FrameProps) {
  const place = usePlace();
  const pages = pagesFor(account);
  const page = place.page === '' ? pages[0] : pages.find(({ name }) => name === place.page);

  const nav = useRef<HTMLElement>(null);
  const name = page?.name;

  // On a narrow screen the navigation scrolls sideways, and the page may be one of its last.
  useEffect(() => {
    if (name) nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [name]);

  return (
    <div className="frame">
      <div className="sidebar">
        <Link page="" className="brand">
          <img src={iconUrl} alt="" />
          Mortar
        </Link>
        <nav aria-label="Pages" ref={nav}>
          {pages
            .filter(({ unlisted }) => !unlisted)
            .map((each) => (
              <Link key={each.name} page={each.name} aria-current={each === page ? 'page' : undefined}>
                {each.title}
              </Link>
            ))}
        </nav>
        <AccountCorner account={account} onLogOut={onLogOut} />
      </div>
      <main>
        {account.impersonated && (
          <p className="notice caution" role="status">
            You act as {account.email}. Log out to end it; the audit log has what you said it is for.
          </p>
        )}
        <Suspense>
          {page ? <page.View key={place.item} item={place.item} /> : <Empty title="There is no such page." />}
        </Suspense>
      </main>
    </div>
  );
}

function AccountCorner({ account, onLogOut }: FrameProps) {
  const logOut = useAction(LogOutDocument);
  const theme = useTheme();
  const other = theme.resolved === 'dark' ? 'light' : 'dark';

  async function leave(): Promise<void> {
    const data = await logOut.run({});
    if (!data) return;
    // Log-out has the browser forget what pages kept for the account; the theme is the reader's.
    chooseTheme(theme.choice);
    onLogOut();
  }

  return (
    <div className="account">
      <p title={account.email}>{account.displayName ?? account.email}</p>
      <div className="actions">
        <button type="button" onClick={() => chooseTheme(other)}>
          {other === 'dark' ? 'Dark' : 'Light'}
        </button>
        <button type="button" onClick={leave} disabled={logOut.busy}>
          Log out
        </button>
      </div>
    </div>
  );
}
