import { useState } from 'react';
import { useAction } from '../../data.ts';
import { type FlagOfPageFragment, FlagSetDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { jsonOf } from './rule-draft.ts';

interface FlagDialogProps {
  /** The flag to change. Absent for a new one. */
  flag?: FlagOfPageFragment;
  onSaved(): void;
  onClose(): void;
}

/** What a flag is called, its values, and who sees them. */
export function FlagDialog({ flag, onSaved, onClose }: FlagDialogProps) {
  const save = useAction(FlagSetDocument);
  const [key, setKey] = useState(flag?.key ?? '');
  const [description, setDescription] = useState(flag?.description ?? '');
  const [isPublic, setPublic] = useState(flag?.public ?? false);
  const [value, setValue] = useState(JSON.stringify(flag?.value ?? true));
  const [offValue, setOffValue] = useState(JSON.stringify(flag?.offValue ?? false));
  const values = { value: jsonOf(value), offValue: jsonOf(offValue) };
  const errorOf = (parsed: unknown) => (parsed == null ? 'Enter JSON other than null.' : undefined);

  async function submit(): Promise<boolean> {
    if (errorOf(values.value) ?? errorOf(values.offValue)) return false;
    const input = { key, description, public: isPublic, ...values, version: flag?.version ?? 0 };
    const data = await save.run({ input });
    if (data?.flagSet?.userErrors.length !== 0) return false;
    onSaved();
    return true;
  }

  return (
    <FormDialog title={flag ? 'Change the flag' : 'New flag'} save={save} onSubmit={submit} onClose={onClose}>
      <Field label="Name">
        {(attributes) => (
          <input
            {...attributes}
            required
            maxLength={100}
            readOnly={flag !== undefined}
            value={key}
            onChange={({ target }) => setKey(target.value)}
          />
        )}
      </Field>
      <Field label="What it is for">
        {(attributes) => (
          <input
            {...attributes}
            maxLength={1_000}
            value={description}
            onChange={({ target }) => setDescription(target.value)}
          />
        )}
      </Field>
      <Field
        label="Value"
        hint='JSON for those who have the flag, such as true or "green".'
        error={errorOf(values.value)}
      >
        {(attributes) => (
          <input {...attributes} required value={value} onChange={({ target }) => setValue(target.value)} />
        )}
      </Field>
      <Field label="Value for everybody else" error={errorOf(values.offValue)}>
        {(attributes) => (
          <input {...attributes} required value={offValue} onChange={({ target }) => setOffValue(target.value)} />
        )}
      </Field>
      <label>
        <input type="checkbox" checked={isPublic} onChange={({ target }) => setPublic(target.checked)} />
        Public: browsers may read their own value
      </label>
    </FormDialog>
  );
}
