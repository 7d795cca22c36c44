import { useState } from 'react';
import { useReading } from '../../data.ts';
import { formatCount } from '../../format.ts';
import { type WebhookRowFragment, WebhooksDocument } from '../../generated/graphql.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookPage } from './webhook-page.tsx';
import { WebhookSecret } from './webhook-secret.tsx';
import { WebhookState } from './webhook-state.tsx';

const askEveryMs = 5_000;
const headings = ['Address', 'For', '#Event types', 'State'];

/** All webhooks, or the one that the address names. */
export function WebhooksPage({ item }: PageProps) {
  return item === undefined ? <WebhookList /> : <WebhookPage id={item} />;
}

function WebhookList() {
  const reading = useReading(WebhooksDocument, {}, askEveryMs);
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();

  function made(given: string | undefined): void {
    setSecret(given);
    reading.refresh();
  }

  return (
    <Page
      title="Webhooks"
      actions={
        <button type="button" onClick={() => setMaking(true)}>
          New webhook
        </button>
      }
    >
      {making && <WebhookDialog onSaved={made} onClose={() => setMaking(false)} />}
      {secret && <WebhookSecret secret={secret} onClose={() => setSecret(undefined)} />}
      <ReadingView reading={reading}>
        {({ webhooks }) =>
          webhooks.length === 0 ? (
            <Empty title="There are no webhooks yet.">
              A webhook tells another program what has happened, such as that an order is paid:{' '}
              <a href="/dashboard/docs/webhooks.html">webhooks.md</a> shows how to receive it.
            </Empty>
          ) : (
            <Panel title="All webhooks">
              <Table label="Webhooks" headings={headings}>
                {webhooks.map((webhook) => (
                  <WebhookRow key={webhook.id} webhook={webhook} />
                ))}
              </Table>
            </Panel>
          )
        }
      </ReadingView>
    </Page>
  );
}

function WebhookRow({ webhook }: { webhook: WebhookRowFragment }) {
  const { id, url, description, types } = webhook;
  return (
    <tr>
      <td>
        <Link page="webhooks" item={id}>
          {url}
        </Link>
      </td>
      <td>{description || '–'}</td>
      <td className="number">{formatCount(types.length)}</td>
      <td>
        <WebhookState webhook={webhook} />
      </td>
    </tr>
  );
}
