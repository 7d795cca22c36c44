import { useAction } from '../../data.ts';
import { ExperimentStartDocument, type ExperimentState, ExperimentStopDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';

interface RunSwitchProps {
  name: string;
  state: ExperimentState;
  onChange(): void;
}

/** Starts an experiment, goes on with a stopped one, or stops it. */
export function RunSwitch({ name, state, onChange }: RunSwitchProps) {
  const start = useAction(ExperimentStartDocument);
  const stop = useAction(ExperimentStopDocument);
  const change = ({ run }: typeof start | typeof stop) => run({ input: { key: name } }).then(onChange);
  const problem = start.problem ?? stop.problem;
  return (
    <>
      {problem && <Problem>{problem}</Problem>}
      {(state === 'RUNNING' || state === 'ROLLED_OUT') && (
        <ConfirmButton
          question={`Stop ${name}?`}
          consequence="No visitor is shown a variant any more. If you start the experiment again, it continues with what it has counted."
          disabled={stop.busy}
          onConfirm={() => void change(stop)}
        >
          Stop
        </ConfirmButton>
      )}
      {state !== 'RUNNING' && (
        <button type="button" className="primary" disabled={start.busy} onClick={() => void change(start)}>
          {state === 'DRAFT' ? 'Start' : 'Resume'}
        </button>
      )}
    </>
  );
}
