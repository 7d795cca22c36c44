import { useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import {
  WebhookDeleteDocument,
  WebhookDocument,
  type WebhookQuery,
  WebhookSecretRotateDocument,
  WebhookTestDocument,
  WebhookUpdateDocument,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Good, Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import type { WebhookOfPage } from './webhook-of-page.ts';
import { WebhookSecret } from './webhook-secret.tsx';
import { WebhookState } from './webhook-state.tsx';

const askEveryMs = 3_000;

function isWebhook(node: WebhookQuery['node'] | undefined): node is WebhookOfPage {
  return node != null && 'url' in node;
}

/** One webhook: what is sent to it, and what became of that. */
export function WebhookPage({ id }: { id: string }) {
  const reading = useReading(WebhookDocument, { id }, askEveryMs);
  const missing = <Missing title="There is no such webhook.">Another administrator may have deleted it.</Missing>;
  return (
    <Page title="Webhook">
      <p>
        <Link page="webhooks">All webhooks</Link>
      </p>
      <ReadingView reading={reading} missing={missing}>
        {({ node }) =>
          isWebhook(node) ? (
            <>
              <WebhookPanel webhook={node} onChanged={reading.refresh} />
              <DeliveriesPanel webhook={node} onChanged={reading.refresh} />
            </>
          ) : (
            missing
          )
        }
      </ReadingView>
    </Page>
  );
}

function WebhookPanel({ webhook, onChanged }: { webhook: WebhookOfPage; onChanged(): void }) {
  const { id, url, enabled, types, description, formerSecretUntil } = webhook;
  const update = useSensitiveAction(WebhookUpdateDocument);
  const [changing, setChanging] = useState(false);

  return (
    <Panel title={url} actions={<WebhookState webhook={webhook} />}>
      {update.question}
      {update.problem && <Problem>{update.problem}</Problem>}
      {changing && <WebhookDialog webhook={webhook} onSaved={onChanged} onClose={() => setChanging(false)} />}
      {description && <p>{description}</p>}
      <p className="muted">
        Sent: {types.join(', ')}.
        {formerSecretUntil && ` The former secret also signs until ${formatMoment(formerSecretUntil)}.`}
      </p>
      <div className="actions">
        <button type="button" onClick={() => setChanging(true)}>
          Change
        </button>
        <button
          type="button"
          disabled={update.busy}
          onClick={() => void update.run({ input: { id, enabled: !enabled } }).then(onChanged)}
        >
          {enabled ? 'Disable' : 'Enable'}
        </button>
        <TestButton id={id} />
        <RotateButton id={id} onRotated={onChanged} />
        <DeleteButton id={id} onDeleted={onChanged} />
      </div>
    </Panel>
  );
}

function TestButton({ id }: { id: string }) {
  const test = useAction(WebhookTestDocument);
  const [sent, setSent] = useState(false);

  async function send(): Promise<void> {
    const data = await test.run({ input: { id } });
    setSent(Boolean(data?.webhookTest?.eventId));
  }

  return (
    <>
      <button type="button" disabled={test.busy} onClick={() => void send()}>
        Send a test event
      </button>
      {test.problem && <Problem>{test.problem}</Problem>}
      {sent && <Good>The test event is on its way. Its delivery appears below.</Good>}
    </>
  );
}

function RotateButton({ id, onRotated }: { id: string; onRotated(): void }) {
  const rotate = useSensitiveAction(WebhookSecretRotateDocument);
  const [secret, setSecret] = useState<string>();

  async function renew(): Promise<void> {
    const data = await rotate.run({ input: { id } });
    if (!data?.webhookSecretRotate?.secret) return;
    setSecret(data.webhookSecretRotate.secret);
    onRotated();
  }

  return (
    <>
      {rotate.question}
      {rotate.problem && <Problem>{rotate.problem}</Problem>}
      <ConfirmButton
        question="Make another secret?"
        consequence="The present one also signs for another day."
        disabled={rotate.busy}
        calm
        onConfirm={() => void renew()}
      >
        Rotate the secret
      </ConfirmButton>
      {secret && <WebhookSecret secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function DeleteButton({ id, onDeleted }: { id: string; onDeleted(): void }) {
  const remove = useSensitiveAction(WebhookDeleteDocument);
  return (
    <>
      {remove.question}
      {remove.problem && <Problem>{remove.problem}</Problem>}
      <ConfirmButton
        question="Delete this webhook?"
        consequence="Nothing more is sent, and its deliveries are deleted."
        disabled={remove.busy}
        onConfirm={() => void remove.run({ input: { id } }).then(onDeleted)}
      >
        Delete
      </ConfirmButton>
    </>
  );
}
