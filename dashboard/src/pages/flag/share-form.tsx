import { type FormEvent, useState } from 'react';
import { useAction } from '../../data.ts';
import { type FlagOfPageFragment, FlagSetDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';

/** How many of those whom no rule is about have the flag. */
export function ShareForm({ flag, onChanged }: { flag: FlagOfPageFragment; onChanged(): void }) {
  const set = useAction(FlagSetDocument);
  const [percent, setPercent] = useState(String(flag.percent));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    await set.run({ input: { key: flag.key, percent: Number(percent), version: flag.version } });
    onChanged();
  }

  return (
    <form className="actions" onSubmit={(event) => void submit(event)}>
      {set.problem && <Problem>{set.problem}</Problem>}
      <Field label="Share of visitors in percent" hint="Who had the flag keeps it if the share grows.">
        {(attributes) => (
          <input
            {...attributes}
            required
            type="number"
            min={0}
            max={100}
            step="any"
            value={percent}
            onChange={({ target }) => setPercent(target.value)}
          />
        )}
      </Field>
      <button type="submit" disabled={set.busy || percent === String(flag.percent)}>
        Save the share
      </button>
    </form>
  );
}
