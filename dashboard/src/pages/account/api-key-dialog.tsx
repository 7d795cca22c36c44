import { useState } from 'react';
import { ApiKeyCreateDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';

interface ApiKeyDialogProps {
  /** The service that it is for; the caller's own account where absent. */
  userId: string | undefined;
  onMade(secret: string): void;
  onClose(): void;
}

const dayMs = 24 * 3_600_000;

const wordsIn = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** Says what a new key may do. */
export function ApiKeyDialog({ userId, onMade, onClose }: ApiKeyDialogProps) {
  const create = useSensitiveAction(ApiKeyCreateDocument);
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [scopes, setScopes] = useState('');
  const [queues, setQueues] = useState('');

  async function submit(): Promise<boolean> {
    const expiresAt = new Date(Date.now() + Number(days) * dayMs).toISOString();
    const input = {
      ...{ name, id: userId, expiresAt },
      scopes: wordsIn(scopes).length > 0 ? wordsIn(scopes) : null,
      queues: wordsIn(queues).length > 0 ? wordsIn(queues) : null,
    };
    const data = await create.run({ input });
    if (!data?.apiKeyCreate?.secret) return false;
    onMade(data.apiKeyCreate.secret);
    return true;
  }

  return (
    <>
      {create.question}
      <FormDialog title="New API key" save={create} onSubmit={submit} onClose={onClose}>
        <Field label="What it is for">
          {(attributes) => (
            <input
              {...attributes}
              required
              maxLength={60}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Field label="Days until it expires">
          {(attributes) => (
            <input
              {...attributes}
              type="number"
              required
              min={1}
              max={365}
              value={days}
              onChange={({ target }) => setDays(target.value)}
            />
          )}
        </Field>
        <Field label="Scopes" hint="Such as Query.orders or Mutation.*, separated by spaces. Empty for everything.">
          {(attributes) => <input {...attributes} value={scopes} onChange={({ target }) => setScopes(target.value)} />}
        </Field>
        <Field label="Queues" hint="For workers: it can then do nothing but work on the jobs of these queues.">
          {(attributes) => <input {...attributes} value={queues} onChange={({ target }) => setQueues(target.value)} />}
        </Field>
      </FormDialog>
    </>
  );
}
