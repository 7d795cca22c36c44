import { formatAgo } from '../../format.ts';
import type { CartViewFragment } from '../../generated/graphql.ts';
import { LinesTable } from '../../parts/lines-table.tsx';
import { Caution } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';

export function CartPanel({ cart }: { cart: CartViewFragment | null }) {
  if (!cart || cart.lines.length === 0) {
    return (
      <Panel title="Cart">
        <Empty title="Your cart is empty.">What you add to it in the shop appears here.</Empty>
      </Panel>
    );
  }
  return (
    <Panel title="Cart" actions={<p className="muted">Expires {formatAgo(cart.expiresAt)}</p>}>
      {cart.warnings.map(({ sku, message }) => (
        <Caution key={sku + message}>{message}</Caution>
      ))}
      <LinesTable
        label="Lines of the cart"
        lines={cart.lines.map(({ product, ...line }) => ({ ...line, sku: product.sku, name: product.name }))}
        total={cart.total}
      />
    </Panel>
  );
}
