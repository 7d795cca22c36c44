import { useState } from 'react';
import { useAction } from '../../data.ts';
import {
  type PolicySettingsFragment,
  type RateLimitAlgorithm,
  RateLimitPolicySetDocument,
  type RateLimitPolicySetInput,
  type RateLimitScope,
} from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { fieldErrorsOf } from '../../problem.ts';
import { scopes } from './policy-words.tsx';

interface PolicyDialogProps {
  /** The policy to edit; a new one where absent. */
  policy?: PolicySettingsFragment;
  onClose(): void;
  onSaved(policy: PolicySettingsFragment): void;
}

/** As it stands in the form: numbers as they are typed, targets a line each. */
interface Draft {
  name: string;
  description: string;
  algorithm: RateLimitAlgorithm;
  scope: RateLimitScope;
  limit: string;
  windowSeconds: string;
  burst: string;
  targets: string;
}

const algorithms: Record<RateLimitAlgorithm, string> = {
  GCRA: 'Even, with a burst (GCRA)',
  SLIDING_WINDOW: 'Exact sliding window',
};

/** A policy's settings, with what is wrong beside each. */
export function PolicyDialog({ policy, onClose, onSaved }: PolicyDialogProps) {
  const save = useAction(RateLimitPolicySetDocument);
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const [confirm, setConfirm] = useState(false);

  async function submit(): Promise<boolean> {
    const payload = (await save.run({ input: { ...inputOf(draft), confirm } }))?.rateLimitPolicySet;
    setErrors(fieldErrorsOf(payload?.userErrors));
    // A payload has the policy as it is also where the change was refused.
    if (!payload?.policy || payload.userErrors.length > 0) return false;
    onSaved(payload.policy);
    return true;
  }

  const field = <Name extends keyof Draft>(name: Name) => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }),
  });
  const sliding = draft.algorithm === 'SLIDING_WINDOW';
  // What belongs to a field is told there.
  const problem = errors.size === 0 ? save.problem : errors.get('');
  return (
    <FormDialog
      title={policy ? `Edit ${policy.name}` : 'New policy'}
      save={{ busy: save.busy, problem }}
      onSubmit={submit}
      onClose={onClose}
    >
      {!policy && (
        <div className="whole">
          <Field label="Name" error={errors.get('name')} hint="Callers see it in headers and errors, such as log-in.">
            {(attributes) => <input required {...attributes} {...field('name')} />}
          </Field>
        </div>
      )}
      <div className="whole">
        <Field label="Description" error={errors.get('description')}>
          {(attributes) => <input {...attributes} {...field('description')} />}
        </Field>
      </div>
      <Field label="Algorithm">
        {(attributes) => <Options {...attributes} {...field('algorithm')} options={algorithms} />}
      </Field>
      <Field label="One allowance for" error={errors.get('scope')}>
        {(attributes) => <Options {...attributes} {...field('scope')} options={scopes} />}
      </Field>
      <Field label="Limit" error={errors.get('limit')} hint="Units in the window">
        {(attributes) => <input type="number" required {...attributes} {...field('limit')} />}
      </Field>
      <Field label="Window" error={errors.get('windowSeconds')} hint="Seconds">
        {(attributes) => <input type="number" required {...attributes} {...field('windowSeconds')} />}
      </Field>
      {!sliding && (
        <Field label="Burst" error={errors.get('burst')} hint="Units at once; 0 is as many as the limit">
          {(attributes) => <input type="number" required {...attributes} {...field('burst')} />}
        </Field>
      )}
      <div className="whole">
        <Field
          label="Guards"
          error={errors.get('targets')}
          hint="One per line: Mutation.sessionLogIn, Query.*, * for every field, @cost for points"
        >
          {(attributes) => <textarea rows={3} {...attributes} {...field('targets')} />}
        </Field>
      </div>
      {(confirm || errors.has('confirm')) && (
        <div className="whole">
          <Field label="Set it anyway" error={errors.get('confirm')}>
            {(attributes) => (
              <input
                type="checkbox"
                {...attributes}
                checked={confirm}
                onChange={({ target }) => setConfirm(target.checked)}
              />
            )}
          </Field>
        </div>
      )}
    </FormDialog>
  );
}

interface OptionsProps {
  value: string;
  options: Readonly<Record<string, string>>;
  onChange(event: { target: { value: string } }): void;
}

function Options({ options, ...rest }: OptionsProps) {
  return (
    <select {...rest}>
      {Object.entries(options).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

function draftOf(policy: PolicySettingsFragment | undefined): Draft {
  return {
    name: policy?.name ?? '',
    description: policy?.description ?? '',
    algorithm: policy?.algorithm ?? 'GCRA',
    scope: policy?.scope ?? 'IP',
    limit: String(policy?.limit ?? 60),
    windowSeconds: String(policy?.windowSeconds ?? 60),
    burst: String(policy?.burst ?? 0),
    targets: policy?.targets.join('\n') ?? '',
  };
}

function inputOf({ limit, windowSeconds, burst, targets, ...rest }: Draft): RateLimitPolicySetInput {
  return {
    ...rest,
    limit: Number(limit),
    windowSeconds: Number(windowSeconds),
    burst: rest.algorithm === 'SLIDING_WINDOW' ? 0 : Number(burst),
    targets: targets.split('\n').flatMap((line) => line.trim() || []),
  };
}
