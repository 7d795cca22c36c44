import { type FormEvent, useState } from 'react';
import { useAction } from '../../data.ts';
import { InventoryAdjustDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { fieldErrorsOf } from '../../problem.ts';

interface AdjustFormProps {
  sku: string;
  onAdjusted(): void;
}

/** How many came in or went out, and why. */
export function AdjustForm({ sku, onAdjusted }: AdjustFormProps) {
  const adjust = useAction(InventoryAdjustDocument);
  const [delta, setDelta] = useState('');
  const [reason, setReason] = useState('');
  // One for what stands in the form: pressed twice, or again after no answer, it adjusts once.
  const [idempotencyKey, setIdempotencyKey] = useState(newKey);
  const [errors, setErrors] = useState(fieldErrorsOf());

  function write(set: (text: string) => void, text: string): void {
    set(text);
    setIdempotencyKey(newKey());
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const input = { sku, delta: Number(delta), reason: reason.trim() || null, idempotencyKey };
    const payload = (await adjust.run({ input }))?.inventoryAdjust;
    setErrors(fieldErrorsOf(payload?.userErrors));
    if (!payload || payload.userErrors.length > 0) return;
    write(setDelta, '');
    setReason('');
    onAdjusted();
  }

  return (
    <form onSubmit={submit}>
      <div className="form">
        <Field label="Change" error={errors.get('delta')} hint="How many came in; with a minus, how many went out">
          {(attributes) => (
            <input
              type="number"
              step={1}
              required
              {...attributes}
              value={delta}
              onChange={({ target }) => write(setDelta, target.value)}
            />
          )}
        </Field>
        <Field label="Reason" error={errors.get('reason')} hint="Kept in the log">
          {(attributes) => (
            <input {...attributes} value={reason} onChange={({ target }) => write(setReason, target.value)} />
          )}
        </Field>
      </div>
      {adjust.problem && !errors.has('delta') && !errors.has('reason') && <Problem>{adjust.problem}</Problem>}
      <div className="actions">
        <button type="submit" disabled={adjust.busy}>
          Adjust
        </button>
      </div>
    </form>
  );
}

/** By chance; not of randomUUID(), which browsers have over HTTPS and on this machine alone. */
function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
