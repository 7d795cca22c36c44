import { useState } from 'react';
import { useAction } from '../../data.ts';
import { type ExperimentQuery, ExperimentRollOutDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Field } from '../../parts/field.tsx';
import { Good, Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';

interface RollOutProps {
  experiment: NonNullable<ExperimentQuery['experiment']>;
  winner: string | null;
  onChange(): void;
}

/** Ends an experiment by showing everybody one of its variants. */
export function RollOut({ experiment, winner, onChange }: RollOutProps) {
  const { key, variants, rolledOut } = experiment;
  const rollOut = useAction(ExperimentRollOutDocument);
  const [chosen, setChosen] = useState<string>();
  const variant = chosen ?? winner ?? variants[0]?.key ?? '';
  return (
    <Panel title="Roll out">
      {rollOut.problem && <Problem>{rollOut.problem}</Problem>}
      {rolledOut !== null && (
        <Good>Everybody is shown {rolledOut}. Resume or stop the experiment to take it back.</Good>
      )}
      <div className="actions">
        <Field label="Variant for everybody">
          {(attributes) => (
            <select {...attributes} value={variant} onChange={({ target }) => setChosen(target.value)}>
              {variants.map(({ key }) => (
                <option key={key}>{key}</option>
              ))}
            </select>
          )}
        </Field>
        <ConfirmButton
          question={`Show ${variant} to everybody?`}
          consequence="The experiment ends, and nobody is counted any more. You can take it back: stop or resume the experiment."
          disabled={rollOut.busy || variant === rolledOut}
          calm
          onConfirm={() => void rollOut.run({ input: { key, variant } }).then(onChange)}
        >
          Roll out
        </ConfirmButton>
      </div>
    </Panel>
  );
}
