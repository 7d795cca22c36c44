import { useState } from 'react';
import { useReading } from '../../data.ts';
import {
  WebhookCreateDocument,
  WebhookEventTypesDocument,
  type WebhookRowFragment,
  WebhookUpdateDocument,
} from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';

interface WebhookDialogProps {
  /** The webhook to change; a new one where absent. */
  webhook?: WebhookRowFragment;
  /** Called with the secret of a new one. */
  onSaved(secret: string | undefined): void;
  onClose(): void;
}

/** Where events are sent, and which. */
export function WebhookDialog({ webhook, onSaved, onClose }: WebhookDialogProps) {
  const create = useSensitiveAction(WebhookCreateDocument);
  const update = useSensitiveAction(WebhookUpdateDocument);
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [types, setTypes] = useState<readonly string[]>(webhook?.types ?? []);
  const input = { url, description, types: [...types] };

  async function submit(): Promise<boolean> {
    if (webhook) {
      const data = await update.run({ input: { id: webhook.id, ...input } });
      if (data?.webhookUpdate?.userErrors.length !== 0) return false;
      onSaved(undefined);
      return true;
    }
    const secret = (await create.run({ input }))?.webhookCreate?.secret;
    if (!secret) return false;
    onSaved(secret);
    return true;
  }

  return (
    <>
      {create.question}
      {update.question}
      <FormDialog
        title={webhook ? 'Change the webhook' : 'New webhook'}
        save={webhook ? update : create}
        onSubmit={submit}
        onClose={onClose}
      >
        <Field label="Address" hint="An https address of the program that receives the events.">
          {(attributes) => (
            <input {...attributes} required type="url" value={url} onChange={({ target }) => setUrl(target.value)} />
          )}
        </Field>
        <Field label="What it is for">
          {(attributes) => (
            <input
              {...attributes}
              maxLength={200}
              value={description}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </Field>
        <TypeChecks chosen={types} onChange={setTypes} />
      </FormDialog>
    </>
  );
}

function TypeChecks({ chosen, onChange }: { chosen: readonly string[]; onChange(chosen: readonly string[]): void }) {
  const types = useReading(WebhookEventTypesDocument, {}).data?.webhookEventTypes ?? [];
  return (
    <fieldset className="checks whole">
      <legend>Events</legend>
      {types.map(({ name, description }) => (
        <label key={name} title={description}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
