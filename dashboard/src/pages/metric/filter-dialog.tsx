import { useId, useState } from 'react';
import { useReading } from '../../data.ts';
import { type Dimension, FilterValuesDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import type { Asked } from './asked.ts';
import { timesOf } from './period.ts';
import { type Condition, type FilterField, fieldRule, filterFields } from './visit-filter.ts';

const valueLength = 200;
const valuesAtMost = 50;
const fields = Object.keys(filterFields) as FilterField[];
/** Goals and variants are named in whole. */
const matchesStart = (field: FilterField): boolean => field !== 'goal' && field !== 'variant';
const nothingToSave = { busy: false, problem: undefined };

interface FilterDialogProps extends Asked {
  /** The one to change. Absent for a new one. */
  condition: Condition | undefined;
  onSave(condition: Condition): void;
  onClose(): void;
}

/** A condition as text fields: a field, and the values of which a visit has one. */
export function FilterDialog({ condition, onSave, onClose, ...asked }: FilterDialogProps) {
  const [field, setField] = useState<FilterField>(condition?.field ?? 'page');
  const [negated, setNegated] = useState(condition?.negated ?? false);
  const [name, setName] = useState(condition?.name ?? '');
  const [values, setValues] = useState<readonly string[]>(condition?.values ?? ['']);
  const { named } = fieldRule(field);

  async function submit(): Promise<boolean> {
    const given = [...new Set(values.map((value) => value.trim()))].filter((value) => value !== '');
    onSave({ field, negated, values: given, name: named === undefined ? undefined : name.trim() });
    return true;
  }

  return (
    <FormDialog
      title={condition ? 'Change the filter' : 'Add filter'}
      save={nothingToSave}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Show visits by">
        {(attributes) => (
          <select {...attributes} value={field} onChange={({ target }) => setField(target.value as FilterField)}>
            {fields.map((each) => (
              <option key={each} value={each}>
                {fieldRule(each).label}
              </option>
            ))}
          </select>
        )}
      </Field>
      {named && (
        <Field label={named}>
          {(attributes) => (
            <input
              {...attributes}
              required
              pattern=".*\S.*"
              maxLength={valueLength}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
      )}
      <Field label="Condition">
        {(attributes) => (
          <select
            {...attributes}
            value={negated ? 'not' : 'is'}
            onChange={({ target }) => setNegated(target.value === 'not')}
          >
            <option value="is">is one of the values</option>
            <option value="not">is none of the values</option>
          </select>
        )}
      </Field>
      <Values key={field} {...asked} field={field} values={values} onChange={setValues} />
    </FormDialog>
  );
}

interface ValuesProps extends Asked {
  field: FilterField;
  values: readonly string[];
  onChange(values: readonly string[]): void;
}

/** One text field for each value, with what the shown days have as suggestions. */
function Values({ field, values, onChange, ...asked }: ValuesProps) {
  const list = useId();
  const { dimension, example } = fieldRule(field);
  return (
    <>
      {values.map((value, index) => (
        <Field
          // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place
          key={index}
          label={index === 0 ? 'Value' : `Or value ${index + 1}`}
          hint={
            index === 0
              ? `Such as ${example}.${matchesStart(field) ? ' A * at the end stands for any text.' : ''}`
              : undefined
          }
        >
          {(attributes) => (
            <input
              {...attributes}
              required={index === 0}
              pattern=".*\S.*"
              list={list}
              autoComplete="off"
              maxLength={valueLength}
              value={value}
              onChange={({ target }) => onChange(values.with(index, target.value))}
            />
          )}
        </Field>
      ))}
      {values.length < valuesAtMost && (
        <p className="whole">
          <button type="button" className="link" onClick={() => onChange([...values, ''])}>
            Add another value
          </button>
        </p>
      )}
      {dimension && <Suggestions id={list} dimension={dimension} {...asked} />}
    </>
  );
}

/** Of all visits of the days: those of other filters may hide the value that is looked for. */
function Suggestions({ id, dimension, site, period, zone }: Asked & { id: string; dimension: Dimension }) {
  const { data } = useReading(FilterValuesDocument, { site, dimension, ...timesOf(period, zone) });
  return (
    <datalist id={id}>
      {data?.metrics.top?.map(({ key }) => (
        <option key={key} value={key} />
      ))}
    </datalist>
  );
}
