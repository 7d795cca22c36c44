// What stands around every page: the navigation, the account, the theme.

import { Suspense, useEffect, useRef, useState } from 'react';
import { Boundary } from './boundary.tsx';
import { useAction } from './data.ts';
import { LogOutDocument } from './generated/graphql.ts';
import iconUrl from './icon.svg';
import { findPage, type PageEntry, pagesFor } from './pages/index.ts';
import { Page } from './parts/page.tsx';
import { Forbidden, Loading, Missing } from './parts/states.tsx';
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
  const page = place.page === '' ? pages[0] : findPage(place.page);

  return (
    <div className="frame">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="sidebar">
        <Link page="" className="brand">
          <img src={iconUrl} alt="" />
          Mortar
        </Link>
        <Navigation pages={pages} page={page} />
        <AccountCorner account={account} onLogOut={onLogOut} />
      </header>
      <main id="content" tabIndex={-1}>
        {account.impersonated && (
          <p className="notice caution" role="status">
            You act as {account.email}. Log out to end it; the audit log has what you said it is for.
          </p>
        )}
        <Boundary key={`${place.page}/${place.item}`}>
          <Suspense fallback={<Loading />}>
            {page && pages.includes(page) && (page.ofItems || place.item === undefined) ? (
              <page.View item={place.item} />
            ) : (
              <NoPage title={page && !pages.includes(page) ? page.title : undefined} account={account} />
            )}
          </Suspense>
        </Boundary>
      </main>
    </div>
  );
}

interface NavigationProps {
  pages: readonly PageEntry[];
  page: PageEntry | undefined;
}

/** On a narrow screen the pages are behind a button that names the one that is open. */
function Navigation({ pages, page }: NavigationProps) {
  const [open, setOpen] = useState(false);
  const nav = useRef<HTMLElement>(null);
  const name = page?.name;

  useEffect(() => {
    setOpen(false);
    // On a low screen the navigation scrolls, and the page may be one of its last. Not with scrollIntoView(): the next Tab would go on
    // from there, and not from the start of the page.
    const list = nav.current;
    const link = name && list?.querySelector<HTMLElement>('[aria-current]');
    if (list && link) list.scrollTop = link.offsetTop - list.offsetTop - list.clientHeight / 2;
  }, [name]);

  return (
    <>
      <button
        type="button"
        className="menu"
        aria-expanded={open}
        aria-controls="pages"
        onClick={() => setOpen(!open)}
        onKeyDown={({ key }) => key === 'Escape' && setOpen(false)}
      >
        Menu
      </button>
      <nav id="pages" aria-label="Pages" ref={nav} className={open ? 'open' : undefined}>
        {pages
          .filter(({ unlisted }) => !unlisted)
          .map((each) => (
            <Link
              key={each.name}
              page={each.name}
              aria-current={each === page ? 'page' : undefined}
              onNavigate={() => setOpen(false)}
            >
              {each.title}
            </Link>
          ))}
      </nav>
    </>
  );
}

/** @param title of the page; undefined where there is none of that name */
function NoPage({ title, account }: { title: string | undefined; account: Account }) {
  if (title)
    return (
      <Page title={title}>
        <Forbidden title="This page is for administrators.">
          You are logged in as {account.email}, which is not an administrator. Ask one for the role, or log in with
          another account.
        </Forbidden>
      </Page>
    );
  return (
    <Page title="Page not found">
      <Missing title="The dashboard has no page at this address.">
        Check its spelling, or <Link page="">go to the first page</Link>.
      </Missing>
    </Page>
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
      <a href="/dashboard/docs/README.html">Documentation</a>
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
