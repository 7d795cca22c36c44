import { type FormEvent, useState } from 'react';
import { useAction } from '../../data.ts';
import { SearchSynonymsSetDocument, type SearchWordsQuery } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { FieldProblem } from '../../problem.ts';
import { tagsOf } from './tags.ts';

interface SynonymsPanelProps {
  synonyms: SearchWordsQuery['searchSynonyms'];
  onChanged(): void;
}

/** Words that find others too, and a form that sets one. */
export function SynonymsPanel({ synonyms, onChanged }: SynonymsPanelProps) {
  const { run, busy, problem } = useAction(SearchSynonymsSetDocument);
  const [word, setWord] = useState('');
  const [others, setOthers] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const errorAt = (name: string) => problems.find(({ field }) => field?.[0] === name)?.message;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const data = await run({ input: { word: word.trim(), synonyms: tagsOf(others) } });
    const found = data?.searchSynonymsSet?.userErrors;
    setProblems(found ?? []);
    if (found?.length !== 0) return;
    setWord('');
    setOthers('');
    onChanged();
  }

  return (
    <Panel title="Synonyms">
      {synonyms.length === 0 ? (
        <Empty title="No synonyms yet.">A search for a word also finds the products that have its synonyms.</Empty>
      ) : (
        <Table label="Words with their synonyms" headings={['Word', 'Also finds', 'Actions']}>
          {synonyms.map((each) => (
            <tr key={each.word}>
              <td>{each.word}</td>
              <td>{each.synonyms.join(', ')}</td>
              <td>
                <ConfirmButton
                  question={`Remove the synonyms of ${each.word}?`}
                  consequence="A search for the word then finds only the products that have it."
                  disabled={busy}
                  onConfirm={() => void run({ input: { word: each.word, synonyms: [] } }).then(onChanged)}
                >
                  Remove
                </ConfirmButton>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <form onSubmit={submit}>
        <div className="form">
          <Field label="Word" hint="Such as sofa" error={errorAt('word')}>
            {(attributes) => (
              <input {...attributes} required value={word} onChange={({ target }) => setWord(target.value)} />
            )}
          </Field>
          <Field label="Also finds" hint="Such as couch, settee" error={errorAt('synonyms')}>
            {(attributes) => (
              <input {...attributes} required value={others} onChange={({ target }) => setOthers(target.value)} />
            )}
          </Field>
        </div>
        {problem && problems.length === 0 && <Problem>{problem}</Problem>}
        <div className="actions">
          <button type="submit" disabled={busy}>
            Set the synonyms
          </button>
        </div>
      </form>
    </Panel>
  );
}
