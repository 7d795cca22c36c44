import { useState } from 'react';
import { useAction } from '../../data.ts';
import { formatCount } from '../../format.ts';
import { CacheInvalidateDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Field } from '../../parts/field.tsx';
import { Good, Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { fieldErrorsOf } from '../../problem.ts';

/** Ends values by their keys and tags, after it has asked. */
export function InvalidatePanel({ onInvalidated }: { onInvalidated(): void }) {
  const invalidate = useAction(CacheInvalidateDocument);
  const [keys, setKeys] = useState('');
  const [tags, setTags] = useState('');
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const [ended, setEnded] = useState<number | undefined>();
  const named = { keys: linesOf(keys), tags: linesOf(tags) };
  const isEmpty = named.keys.length + named.tags.length === 0;

  async function run(): Promise<void> {
    setEnded(undefined);
    const payload = (await invalidate.run({ input: named }))?.cacheInvalidate;
    setErrors(fieldErrorsOf(payload?.userErrors));
    if (!payload || payload.userErrors.length > 0) return;
    setEnded(payload.invalidated);
    setKeys('');
    setTags('');
    onInvalidated();
  }

  return (
    <Panel title="Invalidate">
      <div className="form">
        <Field label="Keys" hint="One per line" error={errors.get('keys')}>
          {(attributes) => (
            <textarea rows={3} {...attributes} value={keys} onChange={({ target }) => setKeys(target.value)} />
          )}
        </Field>
        <Field label="Tags" hint="One per line. Invalidates every value with one of them." error={errors.get('tags')}>
          {(attributes) => (
            <textarea rows={3} {...attributes} value={tags} onChange={({ target }) => setTags(target.value)} />
          )}
        </Field>
      </div>
      {invalidate.problem && errors.size === 0 && <Problem>{invalidate.problem}</Problem>}
      {ended !== undefined && <Good>{describeEnded(ended)}</Good>}
      <div className="actions">
        <ConfirmButton
          question="End these values?"
          consequence={`${describeNamed(named)}: every process drops these values, and the next read loads them again. This cannot be undone.`}
          disabled={isEmpty || invalidate.busy}
          onConfirm={() => void run()}
        >
          Invalidate
        </ConfirmButton>
      </div>
    </Panel>
  );
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}

function describeNamed({ keys, tags }: { keys: readonly string[]; tags: readonly string[] }): string {
  const parts = [
    keys.length > 0 && `${formatCount(keys.length)} ${keys.length === 1 ? 'key' : 'keys'}`,
    tags.length > 0 && `${formatCount(tags.length)} ${tags.length === 1 ? 'tag' : 'tags'}`,
  ];
  return parts.filter(Boolean).join(' and ');
}

function describeEnded(ended: number): string {
  if (ended === 0) return 'There was nothing under them.';
  return ended === 1
    ? 'Done: one of them had something cached.'
    : `Done: ${formatCount(ended)} of them had something cached.`;
}
