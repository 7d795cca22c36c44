import { type FormEvent, useState } from 'react';
import { useAction } from '../../data.ts';
import { type OrderDetailsFragment, OrderFulfilmentCreateDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';

/** What is left of an order, to be sent at once or in parts; nothing where nothing is left. */
export function OrderSend({ order }: { order: OrderDetailsFragment }) {
  const left = order.lines.filter(({ quantityToSend }) => quantityToSend > 0);
  const [quantities, setQuantities] = useState<Readonly<Record<string, string>>>({});
  const [tracking, setTracking] = useState({ carrier: '', trackingNumber: '', trackingUrl: '' });
  const create = useAction(OrderFulfilmentCreateDocument);
  if (left.length === 0) return null;

  function submit(event: FormEvent): void {
    event.preventDefault();
    const lines = left
      .map(({ id, quantityToSend }) => ({ id, quantity: Number(quantities[id] ?? quantityToSend) }))
      .filter(({ quantity }) => quantity > 0);
    const { carrier, trackingNumber, trackingUrl } = tracking;
    const given = {
      carrier: carrier.trim() || null,
      trackingNumber: trackingNumber.trim() || null,
      trackingUrl: trackingUrl.trim() || null,
    };
    void create.run({ input: { id: order.id, lines, ...given } });
  }

  const words = [
    ['carrier', 'Carrier'],
    ['trackingNumber', 'Tracking number'],
    ['trackingUrl', 'Tracking page'],
  ] as const;
  return (
    <Panel title="Left to be sent">
      <form onSubmit={submit}>
        <div className="form">
          {left.map(({ id, name, quantityToSend }) => (
            <Field key={id} label={`Pieces of ${name}`} hint={`${quantityToSend} left`}>
              {(attributes) => (
                <input
                  type="number"
                  min={0}
                  max={quantityToSend}
                  {...attributes}
                  value={quantities[id] ?? String(quantityToSend)}
                  onChange={({ target }) => setQuantities({ ...quantities, [id]: target.value })}
                />
              )}
            </Field>
          ))}
          {words.map(([part, label]) => (
            <Field key={part} label={label}>
              {(attributes) => (
                <input
                  {...attributes}
                  value={tracking[part]}
                  onChange={({ target }) => setTracking({ ...tracking, [part]: target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        {create.problem && <Problem>{create.problem}</Problem>}
        <div className="actions">
          <button type="submit" disabled={create.busy}>
            Send these
          </button>
        </div>
      </form>
    </Panel>
  );
}
