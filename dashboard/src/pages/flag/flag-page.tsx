import { useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import { FlagDeleteDocument, FlagDocument, type FlagOfPageFragment, FlagSetDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { FlagDialog } from './flag-dialog.tsx';
import { FlagRules } from './flag-rules.tsx';
import { FlagState } from './flag-state.tsx';
import { ShareForm } from './share-form.tsx';

const askEveryMs = 5_000;

/** One flag: its values, its share and its rules. */
export function FlagPage({ name }: { name: string }) {
  const reading = useReading(FlagDocument, { key: name }, askEveryMs);
  const missing = (
    <Missing title={`There is no flag "${name}".`}>
      Check the address, or choose one of <Link page="flags">all flags</Link>.
    </Missing>
  );
  return (
    <Page title={name}>
      <p>
        <Link page="flags">All flags</Link>
      </p>
      <ReadingView reading={reading} missing={missing}>
        {({ flag }) =>
          flag ? (
            <>
              <FlagPanel flag={flag} onChanged={reading.refresh} />
              <FlagRules flag={flag} onChanged={reading.refresh} />
            </>
          ) : (
            missing
          )
        }
      </ReadingView>
    </Page>
  );
}

function FlagPanel({ flag, onChanged }: { flag: FlagOfPageFragment; onChanged(): void }) {
  const [changing, setChanging] = useState(false);
  const { description, enabled, value, offValue, changedAt } = flag;
  return (
    <Panel title="Values" actions={<FlagState enabled={enabled} isPublic={flag.public} />}>
      {changing && <FlagDialog flag={flag} onSaved={onChanged} onClose={() => setChanging(false)} />}
      {description && <p>{description}</p>}
      <p>
        <code>{JSON.stringify(value)}</code> for those who have the flag, <code>{JSON.stringify(offValue)}</code> for
        everybody else.
      </p>
      <p className="muted">Changed {formatMoment(changedAt)}.</p>
      <div className="actions">
        <SwitchButton flag={flag} onChanged={onChanged} />
        <button type="button" onClick={() => setChanging(true)}>
          Change
        </button>
        <DeleteButton name={flag.key} onDeleted={onChanged} />
      </div>
      <ShareForm key={flag.version} flag={flag} onChanged={onChanged} />
    </Panel>
  );
}

function SwitchButton({ flag, onChanged }: { flag: FlagOfPageFragment; onChanged(): void }) {
  const set = useAction(FlagSetDocument);
  const change = (enabled: boolean) => void set.run({ input: { key: flag.key, enabled } }).then(onChanged);
  return (
    <>
      {set.problem && <Problem>{set.problem}</Problem>}
      {flag.enabled ? (
        <ConfirmButton
          question={`Switch ${flag.key} off?`}
          consequence="From now on nobody has the flag. You can switch it on again."
          disabled={set.busy}
          onConfirm={() => change(false)}
        >
          Switch off
        </ConfirmButton>
      ) : (
        <button type="button" className="primary" disabled={set.busy} onClick={() => change(true)}>
          Switch on
        </button>
      )}
    </>
  );
}

function DeleteButton({ name, onDeleted }: { name: string; onDeleted(): void }) {
  const remove = useAction(FlagDeleteDocument);
  return (
    <>
      {remove.problem && <Problem>{remove.problem}</Problem>}
      <ConfirmButton
        question={`Delete ${name}?`}
        consequence="Programs no longer get a value for it. This cannot be undone."
        disabled={remove.busy}
        onConfirm={() => void remove.run({ input: { key: name } }).then(onDeleted)}
      >
        Delete
      </ConfirmButton>
    </>
  );
}
