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
  const [errors, setErrors] = useState(fieldErrorsOf());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const input = { sku, delta: Number(delta), reason: reason.trim() || null };
    const payload = (await adjust.run({ input }))?.inventoryAdjust;
    setErrors(fieldErrorsOf(payload?.userErrors));
    if (!payload?.product) return;
    setDelta('');
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
              onChange={({ target }) => setDelta(target.value)}
            />
          )}
        </Field>
        <Field label="Reason" error={errors.get('reason')} hint="For whoever reads the log">
          {(attributes) => <input {...attributes} value={reason} onChange={({ target }) => setReason(target.value)} />}
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
