import { useState } from 'react';
import { useAction } from '../../data.ts';
import { type FlagOfPageFragment, FlagSetDocument } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import type { FieldProblem } from '../../problem.ts';
import { ConditionFields } from './condition-fields.tsx';
import {
  draftsOf,
  type ErrorOf,
  hasBadValue,
  inputOf,
  newCondition,
  newRule,
  type RuleDraft,
  ruleLimits,
} from './rule-draft.ts';

interface RulesDialogProps {
  flag: FlagOfPageFragment;
  onSaved(): void;
  onClose(): void;
}

/** All rules of a flag in their order. They are saved together, since the first whose conditions hold decides. */
export function RulesDialog({ flag, onSaved, onClose }: RulesDialogProps) {
  const save = useAction(FlagSetDocument);
  const [rules, setRules] = useState<readonly RuleDraft[]>(() =>
    flag.rules.length > 0 ? draftsOf(flag.rules) : [newRule()],
  );
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const errorOf: ErrorOf = (path) =>
    problems.find(({ field }) => `${field?.join('.')}.`.startsWith(`${path}.`))?.message;
  const isPlaced = problems.some(({ field }) => field?.[0] === 'rules' && field.length > 2);

  async function submit(): Promise<boolean> {
    setProblems([]);
    if (rules.some(hasBadValue)) return false;
    const data = await save.run({ input: { key: flag.key, version: flag.version, rules: rules.map(inputOf) } });
    const errors = data?.flagSet?.userErrors;
    setProblems(errors ?? []);
    if (errors?.length !== 0) return false;
    onSaved();
    return true;
  }

  const change = (index: number, rule: RuleDraft) => setRules(rules.with(index, rule));
  const move = (index: number, by: number) =>
    setRules(rules.toSpliced(index, 1).toSpliced(index + by, 0, ...rules.slice(index, index + 1)));

  return (
    <FormDialog
      title={`Rules of ${flag.key}`}
      save={{ busy: save.busy, problem: isPlaced ? undefined : save.problem }}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="whole muted">
        The first rule whose conditions all hold decides. The share of the flag is for those to whom no rule applies.
      </p>
      {rules.map((rule, index) => (
        <fieldset key={rule.id} className="whole rate">
          <legend>Rule {index + 1}</legend>
          <RuleFields rule={rule} at={`rules.${index}`} errorOf={errorOf} onChange={(next) => change(index, next)} />
          <div className="actions">
            <button type="button" disabled={index === 0} onClick={() => move(index, -1)}>
              Move rule {index + 1} up
            </button>
            <button type="button" disabled={index === rules.length - 1} onClick={() => move(index, 1)}>
              Move rule {index + 1} down
            </button>
            <button type="button" className="danger" onClick={() => setRules(rules.toSpliced(index, 1))}>
              Remove rule {index + 1}
            </button>
          </div>
        </fieldset>
      ))}
      {rules.length < ruleLimits.rules && (
        <p className="whole">
          <button type="button" onClick={() => setRules([...rules, newRule()])}>
            Add a rule
          </button>
        </p>
      )}
    </FormDialog>
  );
}

interface RuleFieldsProps {
  rule: RuleDraft;
  /** The path of the rule in what the API is told. */
  at: string;
  errorOf: ErrorOf;
  onChange(rule: RuleDraft): void;
}

function RuleFields({ rule, at, errorOf, onChange }: RuleFieldsProps) {
  const { conditions, percent, value } = rule;
  return (
    <>
      {conditions.map((condition, index) => (
        <ConditionFields
          key={condition.id}
          condition={condition}
          words={index === 0 ? 'If' : 'And if'}
          at={`${at}.conditions.${index}`}
          errorOf={errorOf}
          onChange={(next) => onChange({ ...rule, conditions: conditions.with(index, next) })}
          onRemove={
            conditions.length > 1 ? () => onChange({ ...rule, conditions: conditions.toSpliced(index, 1) }) : undefined
          }
        />
      ))}
      {conditions.length < ruleLimits.conditions && (
        <button
          type="button"
          className="link"
          onClick={() => onChange({ ...rule, conditions: [...conditions, newCondition()] })}
        >
          Add a condition
        </button>
      )}
      <div className="form">
        <Field
          label="Share in percent"
          hint="The others get the value for everybody else."
          error={errorOf(`${at}.percent`)}
        >
          {(attributes) => (
            <input
              {...attributes}
              required
              type="number"
              min={0}
              max={100}
              step="any"
              value={percent}
              onChange={({ target }) => onChange({ ...rule, percent: target.value })}
            />
          )}
        </Field>
        <Field
          label="Their value"
          hint='JSON, such as true or "green"; the value of the flag if empty.'
          error={hasBadValue(rule) ? 'Enter JSON other than null, or nothing.' : errorOf(`${at}.value`)}
        >
          {(attributes) => (
            <input
              {...attributes}
              value={value}
              onChange={({ target }) => onChange({ ...rule, value: target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}
