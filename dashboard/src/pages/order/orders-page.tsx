import { useLive, useReading } from '../../data.ts';
import { CartAndOrdersDocument, CartUpdatedDocument } from '../../generated/graphql.ts';
import { Page } from '../../parts/page.tsx';
import { usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { CartPanel } from '../cart/cart-panel.tsx';
import { OrderPanel } from './order-panel.tsx';

const askEveryMs = 5_000;

/** What the reader has in the cart, as it changes, and what they ordered. */
export function OrdersPage() {
  const pages = usePages();
  const reading = useReading(CartAndOrdersDocument, { after: pages.after }, askEveryMs);
  const live = useLive(CartUpdatedDocument, {});
  return (
    <Page title="Cart and orders">
      <ReadingView reading={reading}>
        {({ viewer }) => (
          <>
            <CartPanel cart={live.data?.cartUpdated ?? viewer.cart} />
            <OrderPanel orders={viewer.orders} pages={pages} />
          </>
        )}
      </ReadingView>
    </Page>
  );
}
