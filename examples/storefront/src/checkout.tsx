// Paying for the cart: where it is sent, how, and with which card.

import { useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { tracker } from './client.ts';
import {
  AssignDocument,
  type CheckoutPartsFragment,
  ChooseShippingDocument,
  PayDocument,
  StartCheckoutDocument,
} from './generated/graphql.ts';
import { Price, Problem, problemOf } from './parts.tsx';
import { go } from './route.tsx';

/** The cards of Mortar's test provider. */
const cards = [
  ['tok_ok', 'A card that pays'],
  ['tok_declined', 'A card that is declined'],
] as const;

const countries = [
  ['DE', 'Germany'],
  ['AT', 'Austria'],
  ['FR', 'France'],
] as const;

/** The pieces are reserved once it begins. */
export function Checkout({ cartVersion }: { cartVersion: number }) {
  const [, start] = useMutation(StartCheckoutDocument);
  const [, choose] = useMutation(ChooseShippingDocument);
  const [country, setCountry] = useState<string>(countries[0][0]);
  const [checkout, setCheckout] = useState<CheckoutPartsFragment>();
  const [problem, setProblem] = useState<string>();

  const ship = async (id: string, shippingMethod: string | null): Promise<void> => {
    const result = await choose({ id, country, shippingMethod });
    const { checkout: chosen, userErrors } = result.data?.checkoutUpdate ?? {};
    setProblem(problemOf(result, userErrors));
    if (chosen) setCheckout(chosen);
  };
  const begin = async (): Promise<void> => {
    const result = await start({ cartVersion });
    const { checkout: begun, userErrors } = result.data?.checkoutStart ?? {};
    setProblem(problemOf(result, userErrors));
    if (begun) await ship(begun.id, null);
  };

  return (
    <>
      {!checkout && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void begin();
          }}
        >
          <label>
            Send to
            <select value={country} onChange={(event) => setCountry(event.target.value)}>
              {countries.map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">To the checkout</button>
        </form>
      )}
      <Problem text={problem} />
      {checkout && <Pay checkout={checkout} onShipping={(method) => void ship(checkout.id, method)} />}
    </>
  );
}

function Pay({ checkout, onShipping }: { checkout: CheckoutPartsFragment; onShipping: (method: string) => void }) {
  const { id, total, shippingMethod } = checkout;
  const options = checkout.shippingOptions ?? [];
  const [, pay] = useMutation(PayDocument);
  const [card, setCard] = useState<string>(cards[0][0]);
  const [problem, setProblem] = useState<string>();
  const [isPaying, setPaying] = useState(false);
  const variant = useVariant('checkout-button');
  const buy = async (): Promise<void> => {
    setPaying(true);
    // Pressed again, the same card is the same payment; one that was declined may be tried with another card.
    const result = await pay({ id, paymentToken: card, idempotencyKey: `${id} ${card}` });
    const { order, userErrors } = result.data?.checkoutComplete ?? {};
    setProblem(problemOf(result, userErrors));
    setPaying(false);
    if (order && userErrors?.length === 0) go(`/orders/${encodeURIComponent(order.id)}`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void buy();
      }}
    >
      {options.length > 0 && (
        <fieldset>
          <legend>How it is sent</legend>
          {options.map(({ name, label, price }) => (
            <label key={name}>
              <input type="radio" name="shipping" checked={shippingMethod === name} onChange={() => onShipping(name)} />{' '}
              {label}, <Price of={price} />
            </label>
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>Pay with</legend>
        {cards.map(([token, name]) => (
          <label key={token}>
            <input type="radio" name="card" checked={card === token} onChange={() => setCard(token)} /> {name}
          </label>
        ))}
      </fieldset>
      <p role="status">
        To pay: <Price of={total} />
      </p>
      <button
        type="submit"
        className={variant === 'green' ? 'green' : ''}
        disabled={isPaying || (options.length > 0 && !shippingMethod)}
      >
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
