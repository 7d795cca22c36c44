// The frame around all pages: who is here, what is in the cart, and which page is shown.

import { useEffect } from 'react';
import { useMutation, useQuery } from 'urql';
import { Account } from './account.tsx';
import { CartPage } from './cart.tsx';
import { Catalogue } from './catalogue.tsx';
import { BeginVisitDocument, ViewerDocument, type ViewerQuery } from './generated/graphql.ts';
import { OrderPage } from './order.tsx';
import { Failed, Waiting } from './parts.tsx';
import { Link, usePath } from './route.tsx';

export type Person = ViewerQuery['viewer'];

export function Shop({ onPerson }: { onPerson: () => void }) {
  const path = usePath();
  const [{ data, error }, reload] = useQuery({ query: ViewerDocument });
  const [, begin] = useMutation(BeginVisitDocument);
  const isStranger = data !== undefined && data.viewer.session === null;
  // A guest's session keeps the cart.
  useEffect(() => {
    if (isStranger) void begin({}).then(() => reload({ requestPolicy: 'network-only' }));
  }, [isStranger, begin, reload]);
  const viewer = data?.viewer;
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header>
        <strong>
          <Link to="/">Home and desk</Link>
        </strong>
        <nav aria-label="Shop">
          <Link to="/cart" current={path === '/cart'}>
            Cart ({viewer?.cart?.quantity ?? 0})
          </Link>
          <Link to="/account" current={path === '/account'}>
            {viewer?.user ? viewer.user.email : 'Log in'}
          </Link>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {error && <Failed error={error} />}
        {viewer ? <Page path={path} viewer={viewer} onPerson={onPerson} /> : !error && <Waiting />}
      </main>
    </>
  );
}

function Page({ path, viewer, onPerson }: { path: string; viewer: Person; onPerson: () => void }) {
  const [, order] = /^\/orders\/(.+)$/.exec(path) ?? [];
  if (order !== undefined) return <OrderPage id={decodeURIComponent(order)} />;
  if (path === '/cart') return <CartPage cart={viewer.cart} />;
  if (path === '/account') return <Account user={viewer.user} onPerson={onPerson} />;
  if (path === '/') return <Catalogue />;
  return <h1>There is no such page</h1>;
}
