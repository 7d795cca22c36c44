import { useEffect, useRef, useState } from 'react';
import { useAction } from '../../data.ts';
import { formatName } from '../../format.ts';
import {
  type PolicySettingsFragment,
  type RateLimitMode,
  RateLimitPolicySetDocument,
} from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { modeOptions, modeWords } from './policy-words.tsx';

interface ModePanelProps {
  policy: PolicySettingsFragment;
  onChange(): void;
}

/** What the policy does with calls over its limit: chosen first, then saved. What ends its protection asks, and can be undone. */
export function ModePanel({ policy: { name, mode }, onChange }: ModePanelProps) {
  const [chosen, setChosen] = useState<RateLimitMode>();
  const [before, setBefore] = useState<RateLimitMode>();
  const [lockOut, setLockOut] = useState<string>();
  const change = useAction(RateLimitPolicySetDocument);
  const draft = chosen ?? mode;
  const changed = draft === mode && before !== undefined && before !== mode;
  const notice = useRef<HTMLDivElement>(null);

  // The button that saved it is gone. The keyboard goes on at what takes it back, unless the reader is elsewhere by now.
  useEffect(() => {
    if (changed && document.activeElement === document.body) notice.current?.querySelector('button')?.focus();
  }, [changed]);

  async function save(next: RateLimitMode, confirm = false): Promise<void> {
    const payload = (await change.run({ input: { name, mode: next, confirm } }))?.rateLimitPolicySet;
    setLockOut(payload?.userErrors.find(({ field }) => field?.[0] === 'confirm')?.message);
    if (!payload || payload.userErrors.length > 0) return;
    setBefore(mode);
    setChosen(undefined);
    onChange();
  }

  return (
    <Panel
      title="Mode"
      actions={<Choice label="Mode" value={draft} options={modeOptions} onChange={(next) => setChosen(next)} />}
    >
      <p>{modeWords[draft]}</p>
      {change.problem && <Problem>{change.problem}</Problem>}
      {draft !== mode && (
        <div className="actions">
          <SaveMode name={name} from={mode} to={draft} busy={change.busy} onSave={() => void save(draft)}>
            {`Save: ${formatName(draft).toLowerCase()}`}
          </SaveMode>
          {lockOut && (
            <button type="button" className="danger" disabled={change.busy} onClick={() => void save(draft, true)}>
              Save anyway
            </button>
          )}
          <button type="button" onClick={() => setChosen(undefined)}>
            Discard
          </button>
        </div>
      )}
      {changed && (
        <div className="notice actions" role="status" ref={notice}>
          Changed from {formatName(before).toLowerCase()} to {formatName(mode).toLowerCase()}.
          <SaveMode name={name} from={mode} to={before} busy={change.busy} onSave={() => void save(before)}>
            Undo
          </SaveMode>
        </div>
      )}
    </Panel>
  );
}

interface SaveModeProps {
  name: string;
  from: RateLimitMode;
  to: RateLimitMode;
  busy: boolean;
  onSave(): void;
  children: string;
}

function SaveMode({ name, from, to, busy, onSave, children }: SaveModeProps) {
  if (from !== 'ENFORCE')
    return (
      <button type="button" className="primary" disabled={busy} onClick={onSave}>
        {children}
      </button>
    );
  return (
    <ConfirmButton
      question={`Stop enforcing ${name}?`}
      consequence={`${modeWords[to]} Within a second, no process protects what it guards.`}
      disabled={busy}
      onConfirm={onSave}
    >
      {children}
    </ConfirmButton>
  );
}
