import { RecoveryCodesReplaceDocument, TrustedDevicesForgetDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { useSensitiveAction } from '../../sensitive.tsx';
import type { SecurityPanelProps } from './security-panel-props.ts';

/** What is there for the day when the second factor is lost, and the devices that do not ask for it. */
export function RecoveryPanel({ security, onChanged }: SecurityPanelProps) {
  const replace = useSensitiveAction(RecoveryCodesReplaceDocument);
  const forget = useSensitiveAction(TrustedDevicesForgetDocument);
  const problem = replace.problem ?? forget.problem;
  if (security.methods.length === 0) return null;

  return (
    <Panel title="Recovery codes and trusted devices">
      {replace.question}
      {forget.question}
      {problem && <Problem>{problem}</Problem>}
      <p>{security.recoveryCodesLeft} recovery codes are left. Each stands in for your second factor once.</p>
      <div className="actions">
        <ConfirmButton
          question="Replace the recovery codes?"
          consequence="The former ones do not work any more."
          disabled={replace.busy}
          onConfirm={() => void replace.run({}).then((data) => onChanged(data?.recoveryCodesReplace?.recoveryCodes))}
        >
          New recovery codes
        </ConfirmButton>
        <ConfirmButton
          question="Trust no device any more?"
          consequence="Each asks for the second factor at its next log-in."
          disabled={forget.busy}
          onConfirm={() => void forget.run({}).then(() => onChanged())}
        >
          Forget trusted devices
        </ConfirmButton>
      </div>
    </Panel>
  );
}

/** The only time that they can be read. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose(): void }) {
  return (
    <Panel title="Your recovery codes">
      <p>Keep them where you find them without your phone. Each works once. Nobody can show them again.</p>
      <pre className="mail" data-testid="recovery-codes">
        {codes.join('\n')}
      </pre>
      <button type="button" onClick={onClose}>
        I have kept them
      </button>
    </Panel>
  );
}
