import { useState } from 'react';
import { useAction } from '../../data.ts';
import { formatMoment, formatName } from '../../format.ts';
import { type OrderPartsFragment, OrderReturnUpdateDocument, type ReturnState } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { PiecesList } from './pieces-list.tsx';

type Return = OrderPartsFragment['returns'][number];

interface Step {
  readonly to: ReturnState;
  readonly name: string;
  readonly consequence: string;
  readonly restock?: boolean;
  readonly danger?: boolean;
}

const refuse: Step = {
  to: 'REFUSED',
  name: 'Refuse',
  consequence: 'The customer gets a mail with the note. This cannot be undone.',
  danger: true,
};

/** What may follow on each state, as the shop's people call it. */
const steps: Readonly<Record<ReturnState, readonly Step[]>> = {
  REQUESTED: [
    { to: 'APPROVED', name: 'Approve', consequence: 'The customer gets a mail, and sends the goods.' },
    refuse,
  ],
  APPROVED: [
    { to: 'RECEIVED', name: 'Received, restock', consequence: 'The goods are on hand again.', restock: true },
    { to: 'RECEIVED', name: 'Received, do not restock', consequence: 'The stock on hand stays as it is.' },
    refuse,
  ],
  RECEIVED: [
    {
      to: 'REFUNDED',
      name: 'Refund the goods',
      consequence: 'What the customer paid for these goods is given back. This cannot be undone.',
    },
  ],
  REFUSED: [],
  REFUNDED: [],
};

interface OrderReturnsProps {
  order: OrderPartsFragment;
  /** For the customer, who moves nothing. */
  readOnly?: boolean;
}

/** What the customer sends back, each with what may be done next; nothing where nothing comes back. */
export function OrderReturns({ order, readOnly = false }: OrderReturnsProps) {
  const [note, setNote] = useState('');
  const update = useAction(OrderReturnUpdateDocument);
  if (order.returns.length === 0) return null;

  function move(number: number, { to: state, restock }: Step): void {
    const input = { id: order.id, number, state, restock, note: note.trim() || null };
    void update.run({ input }).then((data) => {
      if (data?.orderReturnUpdate?.userErrors.length === 0) setNote('');
    });
  }

  return (
    <Panel title="Returns">
      {!readOnly && (
        <Field label="Note to the customer" hint="Is in the mail about the next step.">
          {(attributes) => <input value={note} {...attributes} onChange={({ target }) => setNote(target.value)} />}
        </Field>
      )}
      {update.problem && <Problem>{update.problem}</Problem>}
      <Table
        label="Returns of this order"
        headings={['Number', 'State', 'Goods', 'Reason', ...(readOnly ? [] : ['Moves'])]}
      >
        {order.returns.map((sentBack) => (
          <tr key={sentBack.number}>
            <td>{sentBack.number}</td>
            <td>
              {formatName(sentBack.state)} <span className="muted">{momentOf(sentBack)}</span>
            </td>
            <td>
              <PiecesList lines={sentBack.lines} />
            </td>
            <td>{sentBack.reason}</td>
            {!readOnly && (
              <td>
                <div className="actions">
                  {steps[sentBack.state].map((step) => (
                    <ConfirmButton
                      key={step.name}
                      calm={!step.danger}
                      question={`${step.name}: return ${sentBack.number}?`}
                      consequence={step.consequence}
                      disabled={update.busy}
                      onConfirm={() => move(sentBack.number, step)}
                    >
                      {step.name}
                    </ConfirmButton>
                  ))}
                </div>
              </td>
            )}
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

function momentOf({ history }: Return): string {
  const last = history.at(-1);
  return last ? formatMoment(last.at) : '';
}
