import { type FormEvent, useState } from 'react';
import { useAction } from '../../data.ts';
import { type FlagOfPageFragment, FlagSetDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';

/** The share of those to whom no rule applies that has the flag. */
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
      <Field label="Share of visitors in percent" hint="If the share grows, nobody loses the flag.">
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
