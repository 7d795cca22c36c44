import { useAction } from '../../data.ts';
import { formatMoment, formatName } from '../../format.ts';
import { OrderFulfilmentUpdateDocument, type OrderPartsFragment } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { PiecesList } from './pieces-list.tsx';

type Fulfilment = OrderPartsFragment['fulfilments'][number];

interface OrderFulfilmentsProps {
  order: OrderPartsFragment;
  /** For the customer, who moves nothing. */
  readOnly?: boolean;
}

/** What was sent of an order, and how it fares; nothing where nothing was sent. */
export function OrderFulfilments({ order, readOnly = false }: OrderFulfilmentsProps) {
  const update = useAction(OrderFulfilmentUpdateDocument);
  if (order.fulfilments.length === 0) return null;
  return (
    <Panel title="Fulfilments">
      {update.problem && <Problem>{update.problem}</Problem>}
      <Table
        label="Fulfilments of this order"
        headings={['Number', 'State', 'Goods', 'Tracking', ...(readOnly ? [] : ['Moves'])]}
      >
        {order.fulfilments.map((fulfilment) => (
          <tr key={fulfilment.number}>
            <td>{fulfilment.number}</td>
            <td>
              {formatName(fulfilment.state)} <span className="muted">{momentOf(fulfilment)}</span>
            </td>
            <td>
              <PiecesList lines={fulfilment.lines} />
            </td>
            <td>
              <Tracking {...fulfilment} />
            </td>
            {!readOnly && (
              <td>
                {fulfilment.state === 'SENT' && (
                  <Moves
                    number={fulfilment.number}
                    busy={update.busy}
                    move={(state) => void update.run({ input: { id: order.id, number: fulfilment.number, state } })}
                  />
                )}
              </td>
            )}
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

function momentOf({ history }: Fulfilment): string {
  const last = history.at(-1);
  return last ? formatMoment(last.at) : '';
}

function Tracking({ carrier, trackingNumber, trackingUrl }: Fulfilment) {
  const words = [carrier, trackingNumber].filter(Boolean).join(' ');
  if (!trackingUrl) return words;
  return (
    <a href={trackingUrl} rel="noreferrer noopener" target="_blank">
      {words || 'Tracking page'}
    </a>
  );
}

interface MovesProps {
  number: number;
  busy: boolean;
  move(state: 'DELIVERED' | 'CANCELLED'): void;
}

function Moves({ number, busy, move }: MovesProps) {
  return (
    <div className="actions">
      <ConfirmButton
        calm
        question={`Has fulfilment ${number} arrived?`}
        consequence="It is delivered then."
        disabled={busy}
        onConfirm={() => move('DELIVERED')}
      >
        It arrived
      </ConfirmButton>
      <ConfirmButton
        question={`Did fulfilment ${number} not leave?`}
        consequence="Its goods can be sent again. A mail has told the customer that they are on their way."
        disabled={busy}
        onConfirm={() => move('CANCELLED')}
      >
        It did not leave
      </ConfirmButton>
    </div>
  );
}
