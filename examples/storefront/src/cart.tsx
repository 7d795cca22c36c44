// The cart.

import { useState } from 'react';
import { useMutation } from 'urql';
import { Checkout } from './checkout.tsx';
import { type CartPartsFragment, ChangeLineDocument } from './generated/graphql.ts';
import { Price, Problem, problemOf } from './parts.tsx';
import { Link } from './route.tsx';

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
      <Checkout key={cart.version} cartVersion={cart.version} />
    </>
  );
}
