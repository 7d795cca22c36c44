import type { FlagConditionSubject, FlagOperator } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { type ConditionDraft, type ErrorOf, operators, subjects } from './rule-draft.ts';

interface ConditionFieldsProps {
  condition: ConditionDraft;
  /** `If` or `And if`. */
  words: string;
  /** The path of the condition in what the API is told. */
  at: string;
  errorOf: ErrorOf;
  onChange(condition: ConditionDraft): void;
  /** Absent for the only one of its rule. */
  onRemove: (() => void) | undefined;
}

const subjectNames = Object.keys(subjects) as FlagConditionSubject[];
const operatorNames = Object.keys(operators) as FlagOperator[];

/** What of somebody is compared, how, and with what. */
export function ConditionFields({ condition, words, at, errorOf, onChange, onRemove }: ConditionFieldsProps) {
  const { subject, attribute, operator, values } = condition;
  return (
    <div className="form">
      <Field label={words} error={errorOf(`${at}.subject`)}>
        {(attributes) => (
          <select
            {...attributes}
            value={subject}
            onChange={({ target }) => onChange({ ...condition, subject: target.value as FlagConditionSubject })}
          >
            {subjectNames.map((name) => (
              <option key={name} value={name}>
                {subjects[name].label}
              </option>
            ))}
          </select>
        )}
      </Field>
      {subject === 'ATTRIBUTE' && (
        <Field label="Name of the attribute" error={errorOf(`${at}.attribute`)}>
          {(attributes) => (
            <input
              {...attributes}
              required
              value={attribute}
              onChange={({ target }) => onChange({ ...condition, attribute: target.value })}
            />
          )}
        </Field>
      )}
      <Field label="Comparison" error={errorOf(`${at}.operator`)}>
        {(attributes) => (
          <select
            {...attributes}
            value={operator}
            onChange={({ target }) => onChange({ ...condition, operator: target.value as FlagOperator })}
          >
            {operatorNames.map((name) => (
              <option key={name} value={name}>
                {operators[name]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Values" hint={subjects[subject].hint} error={errorOf(`${at}.values`)}>
        {(attributes) => (
          <textarea
            {...attributes}
            required
            rows={2}
            value={values}
            onChange={({ target }) => onChange({ ...condition, values: target.value })}
          />
        )}
      </Field>
      {onRemove && (
        <p className="whole">
          <button type="button" className="link" onClick={onRemove}>
            Remove the condition
          </button>
        </p>
      )}
    </div>
  );
}
