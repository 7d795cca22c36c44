import { type FormEvent, useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { type FieldProblem, fieldErrorsOf } from '../../problem.ts';

interface RuleField<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}

interface RuleFormProps<Name extends string> {
  fields: readonly RuleField<Name>[];
  button: string;
  busy: boolean;
  problem: string | undefined;
  /** Resolves to what is wrong, or nothing where the rule is set. */
  onSet(values: Readonly<Record<Name, string>>): Promise<readonly FieldProblem[] | undefined>;
}

/** A line of texts that make a rule; they go when it is set. */
export function RuleForm<Name extends string>({ fields, button, busy, problem, onSet }: RuleFormProps<Name>) {
  const [values, setValues] = useState<Partial<Record<Name, string>>>({});
  const [errors, setErrors] = useState(fieldErrorsOf());
  const isNamed = fields.some(({ name }) => errors.has(name));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const given = Object.fromEntries(fields.map(({ name }) => [name, (values[name] ?? '').trim()]));
    const problems = await onSet(given as Record<Name, string>);
    setErrors(fieldErrorsOf(problems));
    if (problems?.length === 0) setValues({});
  }

  return (
    <form onSubmit={submit}>
      <div className="form">
        {fields.map(({ name, label, hint, required }) => (
          <Field key={name} label={label} hint={hint} error={errors.get(name)}>
            {(attributes) => (
              <input
                {...attributes}
                required={required}
                value={values[name] ?? ''}
                onChange={({ target }) => setValues({ ...values, [name]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      {problem && !isNamed && <Problem>{problem}</Problem>}
      <div className="actions">
        <button type="submit" disabled={busy}>
          {button}
        </button>
      </div>
    </form>
  );
}

/** `4.90 EUR`, or only the amount, in euros. */
export function readMoney(text: string): { amount: string; currency: string } {
  const [amount = '', currency = 'EUR'] = text.split(/\s+/);
  return { amount, currency: currency.toUpperCase() };
}
