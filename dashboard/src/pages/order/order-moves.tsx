import { useState } from 'react';
import { useAction } from '../../data.ts';
import { formatMoney } from '../../format.ts';
import {
  OrderCancelDocument,
  OrderDeliverDocument,
  type OrderDetailsFragment,
  OrderFulfilDocument,
  type OrderMovedFragment,
  OrderRefundDocument,
  type OrderState,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';

const mayRefund: readonly OrderState[] = ['PAID', 'FULFILLED', 'DELIVERED'];

/** What the order's state allows, each asked about first; the note goes into the history. */
export function OrderMoves({ order }: { order: OrderDetailsFragment }) {
  const [note, setNote] = useState('');
  const [part, setPart] = useState('');
  const [noteError, setNoteError] = useState<string>();
  const fulfil = useAction(OrderFulfilDocument);
  const deliver = useAction(OrderDeliverDocument);
  const cancel = useAction(OrderCancelDocument);
  const refund = useAction(OrderRefundDocument);
  const actions = [fulfil, deliver, cancel, refund];
  const busy = actions.some((action) => action.busy);
  if (order.state === 'PENDING')
    return <p className="muted">The payment is being processed. The state changes by itself.</p>;
  if (!mayRefund.includes(order.state)) return <p className="muted">Nothing is left to be done.</p>;

  const problem = actions.map((action) => action.problem).find(Boolean);
  const input = { id: order.id, note: note.trim() || null };
  const showNoteError = (moved: OrderMovedFragment | undefined): void =>
    setNoteError(moved?.userErrors.find(({ field }) => field?.[0] === 'note')?.message);
  const moves: Moves = {
    fulfil: () => void fulfil.run({ input }).then((data) => showNoteError(data?.orderFulfil)),
    deliver: () => void deliver.run({ input }).then((data) => showNoteError(data?.orderDeliver)),
    cancel: () => void cancel.run({ input }).then((data) => showNoteError(data?.orderCancel)),
    refund: (restock) =>
      void refund.run({ input: { ...input, restock } }).then((data) => showNoteError(data?.orderRefund)),
    refundPart: () => {
      const amount = { amount: part.trim(), currency: order.total.currency };
      void refund.run({ input: { ...input, amount } }).then((data) => showNoteError(data?.orderRefund));
    },
  };

  return (
    <div className="stack">
      <Field label="Note" error={noteError} hint="Kept in the history with the next change.">
        {(attributes) => <input value={note} {...attributes} onChange={({ target }) => setNote(target.value)} />}
      </Field>
      <Field label="Amount to refund" hint="Such as 4.99. If empty, a refund returns all that is left.">
        {(attributes) => (
          <input value={part} inputMode="decimal" {...attributes} onChange={({ target }) => setPart(target.value)} />
        )}
      </Field>
      {problem && !noteError && <Problem>{problem}</Problem>}
      <div className="actions">
        {order.state === 'PAID' && <PaidMoves order={order} busy={busy} moves={moves} />}
        {order.state === 'FULFILLED' && (
          <ConfirmButton
            calm
            question={`Has order ${order.number} arrived?`}
            consequence="The order becomes delivered."
            disabled={busy}
            onConfirm={moves.deliver}
          >
            Deliver
          </ConfirmButton>
        )}
        {part.trim() === '' ? (
          <RefundMoves order={order} busy={busy} moves={moves} />
        ) : (
          <RefundPartMove part={part.trim()} order={order} busy={busy} moves={moves} />
        )}
      </div>
    </div>
  );
}

interface Moves {
  fulfil(): void;
  deliver(): void;
  cancel(): void;
  refund(restock: boolean): void;
  refundPart(): void;
}

interface MovesProps {
  order: OrderDetailsFragment;
  busy: boolean;
  moves: Moves;
}

function PaidMoves({ order, busy, moves }: MovesProps) {
  return (
    <>
      <ConfirmButton
        calm
        question={`Is order ${order.number} sent?`}
        consequence="All that is left of it is fulfilled then, and it cannot be cancelled any more."
        disabled={busy}
        onConfirm={moves.fulfil}
      >
        Fulfil
      </ConfirmButton>
      {order.fulfilments.every(({ state }) => state === 'CANCELLED') && (
        <ConfirmButton
          question={`Cancel order ${order.number}?`}
          consequence={`What is left of ${formatMoney(order.total)} is given back and the goods are on hand again. This cannot be undone.`}
          disabled={busy}
          onConfirm={moves.cancel}
        >
          Cancel and restock
        </ConfirmButton>
      )}
    </>
  );
}

function RefundPartMove({ part, order, busy, moves }: MovesProps & { part: string }) {
  return (
    <ConfirmButton
      question={`Refund a part of order ${order.number}?`}
      consequence={`${part} ${order.total.currency} are given back, and the order stays as it is. This cannot be undone.`}
      disabled={busy}
      onConfirm={moves.refundPart}
    >
      Refund this amount
    </ConfirmButton>
  );
}

function RefundMoves({ order, busy, moves }: MovesProps) {
  const left = `What is left of ${formatMoney(order.total)}`;
  return (
    <>
      <ConfirmButton
        question={`Refund order ${order.number}?`}
        consequence={`${left} is given back, and the stock on hand stays as it is. This cannot be undone.`}
        disabled={busy}
        onConfirm={() => moves.refund(false)}
      >
        Refund
      </ConfirmButton>
      {order.state !== 'PAID' && (
        <ConfirmButton
          question={`Refund order ${order.number} and restock?`}
          consequence={`${left} is given back, and the goods, which came back, are on hand again. This cannot be undone.`}
          disabled={busy}
          onConfirm={() => moves.refund(true)}
        >
          Refund and restock
        </ConfirmButton>
      )}
    </>
  );
}
