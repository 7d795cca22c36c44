import { useState } from 'react';
import { useLive, useReading } from '../../data.ts';
import { CartAndOrdersDocument, CartUpdatedDocument } from '../../generated/graphql.ts';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { CartPanel } from './cart-panel.tsx';
import { OrderPanel } from './order-panel.tsx';

const askEveryMs = 5_000;

/** What the reader has in the cart, as it changes, and what they ordered. */
export function OrdersPage() {
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  const reading = useReading(CartAndOrdersDocument, { after: pages.at(-1) }, askEveryMs);
  const live = useLive(CartUpdatedDocument, {});
  return (
    <Page title="Cart and orders">
      <ReadingView reading={reading}>
        {({ viewer }) => {
          const { hasNextPage, endCursor } = viewer.orders.pageInfo;
          return (
            <>
              <CartPanel cart={live.data?.cartUpdated ?? viewer.cart} />
              <OrderPanel
                orders={viewer.orders.nodes}
                onNewer={pages.length > 1 ? () => setPages(pages.slice(0, -1)) : undefined}
                onOlder={hasNextPage && endCursor ? () => setPages([...pages, endCursor]) : undefined}
              />
            </>
          );
        }}
      </ReadingView>
    </Page>
  );
}
