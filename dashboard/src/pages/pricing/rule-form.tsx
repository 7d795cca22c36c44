import { type FormEvent, useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';
import type { FieldProblem } from '../../problem.ts';

export interface RuleField<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** What may be chosen, the default first. Any text if left out. */
  readonly options?: readonly string[];
  /** Where the API says that something is wrong with it. By default its name. */
  readonly paths?: readonly string[];
}

export type RuleValues<Name extends string> = Readonly<Record<Name, string>>;

interface RuleFormProps<Name extends string, RateName extends string> {
  fields: readonly RuleField<Name>[];
  /** What each of its rates has; empty if the rule has none. */
  rateFields: readonly RuleField<RateName>[];
  button: string;
  busy: boolean;
  problem: string | undefined;
  /** Resolves to what is wrong, or nothing where the rule is set. */
  onSet(values: RuleValues<Name>, rates: readonly RuleValues<RateName>[]): Promise<readonly FieldProblem[] | undefined>;
}

type Texts = Readonly<Record<string, string>>;

/** The number keeps a rate apart from the others while some are added and removed. */
interface Rate {
  readonly number: number;
  readonly texts: Texts;
}

const noTexts: Texts = {};
const firstRate: readonly Rate[] = [{ number: 1, texts: noTexts }];

/** The texts that make a rule, and those of each of its rates; they go when it is set. */
export function RuleForm<Name extends string, RateName extends string>(props: RuleFormProps<Name, RateName>) {
  const { fields, rateFields, button, busy, problem, onSet } = props;
  const hasRates = rateFields.length > 0;
  const [texts, setTexts] = useState(noTexts);
  const [rates, setRates] = useState(firstRate);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const isPlaced = problems.some((each) => isAtField(each, fields, '') || isAtField(each, rateFields, 'rates.'));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const given = hasRates ? rates.map((rate) => valuesOf(rateFields, rate.texts)) : [];
    const found = await onSet(valuesOf(fields, texts), given);
    setProblems(found ?? []);
    if (found?.length !== 0) return;
    setTexts(noTexts);
    setRates(firstRate);
  }

  const change = (number: number, changed: Texts) =>
    setRates(rates.map((rate) => (rate.number === number ? { number, texts: changed } : rate)));

  return (
    <form onSubmit={submit}>
      <div className="form">
        <RuleInputs fields={fields} texts={texts} problems={problems} at="" onChange={setTexts} />
      </div>
      {hasRates &&
        rates.map((rate, index) => (
          <fieldset key={rate.number} className="rate">
            <legend>Rate {index + 1}</legend>
            <div className="form">
              <RuleInputs
                fields={rateFields}
                texts={rate.texts}
                problems={problems}
                at={`rates.${index}.`}
                onChange={(changed) => change(rate.number, changed)}
              />
            </div>
            {rates.length > 1 && (
              <button type="button" className="quiet" onClick={() => setRates(rates.filter((each) => each !== rate))}>
                Remove rate {index + 1}
              </button>
            )}
          </fieldset>
        ))}
      {problem && !isPlaced && <Problem>{problem}</Problem>}
      <div className="actions">
        <button type="submit" disabled={busy}>
          {button}
        </button>
        {hasRates && (
          <button type="button" className="quiet" onClick={() => setRates([...rates, nextRate(rates)])}>
            Add a rate
          </button>
        )}
      </div>
    </form>
  );
}

interface RuleInputsProps {
  fields: readonly RuleField<string>[];
  texts: Texts;
  problems: readonly FieldProblem[];
  /** What the path of each field begins with. */
  at: string;
  onChange(texts: Texts): void;
}

function RuleInputs({ fields, texts, problems, at, onChange }: RuleInputsProps) {
  return fields.map((field) => {
    const { name, label, hint, required, options } = field;
    const value = texts[name] ?? '';
    const set = (text: string) => onChange({ ...texts, [name]: text });
    return (
      <Field key={name} label={label} hint={hint} error={problems.find((each) => isAt(each, field, at))?.message}>
        {(attributes) =>
          options ? (
            <select {...attributes} value={value || options[0]} onChange={({ target }) => set(target.value)}>
              {options.map((option) => (
                <option key={option}>{option}</option>
              ))}
            </select>
          ) : (
            <input {...attributes} required={required} value={value} onChange={({ target }) => set(target.value)} />
          )
        }
      </Field>
    );
  });
}

function nextRate(rates: readonly Rate[]): Rate {
  return { number: Math.max(0, ...rates.map(({ number }) => number)) + 1, texts: noTexts };
}

function valuesOf<Name extends string>(fields: readonly RuleField<Name>[], texts: Texts): RuleValues<Name> {
  return Object.fromEntries(
    fields.map(({ name, options }) => [name, (texts[name] ?? options?.[0] ?? '').trim()]),
  ) as RuleValues<Name>;
}

/** Whether the problem is with the field, or with a part of it, such as the amount of a price. */
function isAt({ field }: FieldProblem, { name, paths = [name] }: RuleField<string>, at: string): boolean {
  const path = `${field?.join('.')}.`;
  return paths.some((each) => path.startsWith(`${at}${each}.`));
}

/** Whether a field is there that shows the problem; `rates.` stands for each rate. */
function isAtField(problem: FieldProblem, fields: readonly RuleField<string>[], at: string): boolean {
  const index = at === '' ? '' : `${problem.field?.[1]}.`;
  return fields.some((field) => isAt(problem, field, `${at}${index}`));
}

/** `4.90 EUR`, or only the amount, in euros. */
export function readMoney(text: string): { amount: string; currency: string } {
  const [amount = '', currency = 'EUR'] = text.split(/\s+/);
  return { amount, currency: currency.toUpperCase() };
}
