import { useAction } from '../../data.ts';
import { formatAgo, formatCount } from '../../format.ts';
import { WebhookDeliveryReplayDocument } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { WebhookOfPage } from './webhook-of-page.ts';

const headings = ['Event', 'State', 'Last sent', '#Attempts', '#Took (ms)', 'Answer', ''];

type Delivery = WebhookOfPage['deliveries'][number];

/** What was sent lately, and what the program answered. */
export function DeliveriesPanel({ webhook, onChanged }: { webhook: WebhookOfPage; onChanged(): void }) {
  const replay = useAction(WebhookDeliveryReplayDocument);
  return (
    <Panel title="Deliveries">
      {replay.problem && <Problem>{replay.problem}</Problem>}
      {webhook.deliveries.length === 0 ? (
        <Empty title="Nothing was sent yet.">Send a test event to see whether the program answers.</Empty>
      ) : (
        <Table label="Deliveries" headings={headings}>
          {webhook.deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.eventId}
              delivery={delivery}
              busy={replay.busy}
              onReplay={() => void replay.run({ input: { id: webhook.id, eventId: delivery.eventId } }).then(onChanged)}
            />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function DeliveryRow({ delivery, busy, onReplay }: { delivery: Delivery; busy: boolean; onReplay(): void }) {
  const { eventId, type, succeeded, at, attempts, durationMs, status, response, error, body } = delivery;
  return (
    <tr>
      <td>
        {type}
        <details>
          <summary>{eventId}</summary>
          <pre>{body}</pre>
        </details>
      </td>
      <td>
        <Badge tone={succeeded ? 'good' : 'bad'}>{succeeded ? 'delivered' : 'failed'}</Badge>
      </td>
      <td>{formatAgo(at)}</td>
      <td className="number">{formatCount(attempts)}</td>
      <td className="number">{formatCount(durationMs)}</td>
      <td>{error ?? `${status} ${response}`.trim()}</td>
      <td>
        <button type="button" disabled={busy} onClick={onReplay}>
          Send again
        </button>
      </td>
    </tr>
  );
}
