// The cart, and paying for it.

import { useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { tracker } from './client.ts';
import {
  AssignDocument,
  type CartPartsFragment,
  ChangeLineDocument,
  PayDocument,
  StartCheckoutDocument,
} from './generated/graphql.ts';
import { Price, Problem, problemOf } from './parts.tsx';
import { go, Link } from './route.tsx';

/** The cards of Mortar's test provider. */
const cards = [
  ['tok_ok', 'A card that pays'],
  ['tok_declined', 'A card that is declined'],
] as const;

export function CartPage({ cart }: { cart: CartPartsFragment | null }) {
  const [{ fetching }, change] = useMutation(ChangeLineDocument);
  const [problem, setProblem] = useState<string>();
  if (!cart || cart.lines.length === 0)
    return (
      <>
        <h1>Cart</h1>
        <p>
          Your cart is empty. <Link to="/">See the products</Link>
        </p>
      </>
    );
  const setQuantity = async (sku: string, quantity: number): Promise<void> => {
    const result = await change({ sku, quantity });
    setProblem(problemOf(result, result.data?.cartLinesUpdate.userErrors));
  };
  return (
    <>
      <h1>Cart</h1>
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Quantity</th>
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {cart.lines.map(({ id, product, quantity, total }) => (
            <tr key={id}>
              <th scope="row">{product.name}</th>
              <td>
                <button
                  type="button"
                  disabled={fetching}
                  aria-label={`One ${product.name} less`}
                  onClick={() => setQuantity(product.sku, quantity - 1)}
                >
                  −
                </button>{' '}
                {quantity}{' '}
                <button
                  type="button"
                  disabled={fetching}
                  aria-label={`One ${product.name} more`}
                  onClick={() => setQuantity(product.sku, quantity + 1)}
                >
                  +
                </button>
              </td>
              <td>
                <Price of={total} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              Total
            </th>
            <td>
              <Price of={cart.total} />
            </td>
          </tr>
        </tfoot>
      </table>
      {cart.warnings.map(({ code, sku, message }) => (
        <p key={`${code} ${sku}`} className="problem">
          {message}
        </p>
      ))}
      <Problem text={problem} />
      <Pay version={cart.version} />
    </>
  );
}

function Pay({ version }: { version: number }) {
  const [, start] = useMutation(StartCheckoutDocument);
  const [, pay] = useMutation(PayDocument);
  const [card, setCard] = useState<string>(cards[0][0]);
  const [problem, setProblem] = useState<string>();
  const [isPaying, setPaying] = useState(false);
  const variant = useVariant('checkout-button');

  const buy = async (): Promise<string | undefined> => {
    const started = await start({ cartVersion: version });
    const { checkout, userErrors } = started.data?.checkoutStart ?? {};
    if (!checkout) return problemOf(started, userErrors) ?? 'The checkout was refused.';
    // The same key if the answer is lost and the button is pressed again would pay once; a card that was declined gets another one.
    const paid = await pay({ id: checkout.id, paymentToken: card, idempotencyKey: crypto.randomUUID() });
    const { order, userErrors: refused } = paid.data?.checkoutComplete ?? {};
    if (!order || (refused && refused.length > 0)) return problemOf(paid, refused) ?? 'The payment was refused.';
    go(`/orders/${encodeURIComponent(order.id)}`);
    return undefined;
  };

  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        setPaying(true);
        setProblem(await buy());
        setPaying(false);
      }}
    >
      <fieldset>
        <legend>Pay with</legend>
        {cards.map(([token, name]) => (
          <label key={token}>
            <input type="radio" name="card" value={token} checked={card === token} onChange={() => setCard(token)} />{' '}
            {name}
          </label>
        ))}
      </fieldset>
      <button type="submit" className={variant === 'green' ? 'green' : ''} disabled={isPaying}>
        Buy now
      </button>
      <Problem text={problem} />
    </form>
  );
}

/** Which variant of an experiment this visitor is shown; null while it is not known, and for those who take no part. */
function useVariant(key: string): string | null {
  const [{ data }, assign] = useMutation(AssignDocument);
  useEffect(() => {
    if (tracker.visitorId) void assign({ key, visitorId: tracker.visitorId });
  }, [assign, key]);
  return data?.experimentAssign.assignment?.variant ?? null;
}
