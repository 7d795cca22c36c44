import { useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatCount, formatMoneys, formatPercent } from '../../format.ts';
import { GoalDeleteDocument, GoalSetDocument, GoalsDocument, type GoalsQuery } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Asked } from './asked.ts';
import { timesOf } from './period.ts';

type Counted = GoalsQuery['metrics']['goals'][number];

const askEveryMs = 30_000;

interface GoalsPanelProps extends Asked {
  /** Whether the reader may add and delete goals. */
  editable: boolean;
}

/** What reached each goal of a site in the days that are shown, and a form that adds one. */
export function GoalsPanel({ site, period, zone, filtering: { filter, add }, editable }: GoalsPanelProps) {
  const reading = useReading(GoalsDocument, { site, ...timesOf(period, zone) }, askEveryMs);
  const [isAdding, setAdding] = useState(false);
  if (filter)
    return (
      <Panel title="Goals">
        <Empty title="Goals cannot be filtered.">Remove the filters to see what reached each goal.</Empty>
      </Panel>
    );
  return (
    <Panel
      title="Goals"
      actions={
        editable && (
          <button type="button" onClick={() => setAdding(true)}>
            Add a goal
          </button>
        )
      }
    >
      <ReadingView reading={reading}>
        {({ metrics: { goals } }) =>
          goals.length === 0 ? (
            <Empty title="No goals yet.">A goal counts visits of a page, or an event such as a sign-up.</Empty>
          ) : (
            <Goals
              goals={goals}
              site={site}
              editable={editable}
              onChanged={reading.refresh}
              onChoose={(name) => add({ field: 'goal', negated: false, values: [name] })}
            />
          )
        }
      </ReadingView>
      {isAdding && <GoalForm site={site} onSaved={reading.refresh} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

interface GoalsProps {
  goals: readonly Counted[];
  site: string | undefined;
  editable: boolean;
  onChanged(): void;
  /** Shows only the visits that reached it. */
  onChoose(name: string): void;
}

function Goals({ goals, site, editable, onChanged, onChoose }: GoalsProps) {
  const remove = useAction(GoalDeleteDocument);
  return (
    <>
      <Table
        label="Goals and what was reached"
        headings={['Goal', 'Page or event', '#Conversions', '#Visitors', '#Rate', '#Value', '']}
      >
        {goals.map(({ goal: { id, name, page, event }, conversions, visitors, conversionRate, value }) => (
          <tr key={id}>
            <td>
              <button
                type="button"
                className="link"
                title="Show only visits that reached it"
                onClick={() => onChoose(name)}
              >
                {name}
              </button>
            </td>
            <td>{page ?? event}</td>
            <td className="number">{formatCount(conversions)}</td>
            <td className="number">{formatCount(visitors)}</td>
            <td className="number">{formatPercent(conversionRate)}</td>
            <td className="number">{value && value.length > 0 ? formatMoneys(value) : '–'}</td>
            <td className="buttons">
              {editable && (
                <ConfirmButton
                  question={`Delete the goal ${name}?`}
                  consequence="Its numbers can no longer be read. This cannot be undone."
                  disabled={remove.busy}
                  onConfirm={() => void remove.run({ input: { site, name } }).then(onChanged)}
                >
                  Delete
                </ConfirmButton>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {remove.problem && <Problem>{remove.problem}</Problem>}
    </>
  );
}

interface GoalFormProps {
  site: string | undefined;
  onSaved(): void;
  onClose(): void;
}

function GoalForm({ site, onSaved, onClose }: GoalFormProps) {
  const save = useAction(GoalSetDocument);
  const [name, setName] = useState('');
  const [what, setWhat] = useState('');
  const [worth, setWorth] = useState('');

  async function submit(): Promise<boolean> {
    const of = what.startsWith('/') ? { page: what } : { event: what };
    const data = await save.run({ input: { site, name, ...of, ...worthOf(worth) } });
    if (data?.goalSet?.userErrors.length !== 0) return false;
    onSaved();
    return true;
  }

  return (
    <FormDialog title="Add a goal" save={save} onSubmit={submit} onClose={onClose}>
      <Field label="Name">
        {(attributes) => (
          <input {...attributes} required value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <Field label="Page or event" hint="A path such as /thanks or /products/*, or the name of an event">
        {(attributes) => (
          <input {...attributes} required value={what} onChange={({ target }) => setWhat(target.value)} />
        )}
      </Field>
      <Field label="Value" hint="Such as 5.00 EUR, or “event” for the value of each event; none if empty">
        {(attributes) => <input {...attributes} value={worth} onChange={({ target }) => setWorth(target.value)} />}
      </Field>
    </FormDialog>
  );
}

/** An amount is sent as it was typed, so that the API says what is wrong with it. */
function worthOf(worth: string) {
  const text = worth.trim();
  if (text === '') return {};
  if (text.toLowerCase() === 'event') return { valueOfEvent: true };
  const [amount = '', currency = ''] = text.split(/\s+/);
  return { value: { amount, currency: currency.toUpperCase() } };
}
