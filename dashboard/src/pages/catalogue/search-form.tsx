import { type FormEvent, useState } from 'react';
import { tagsOf } from './tags.ts';

export interface Asked {
  /** Words, or beginnings of words; empty for all. */
  search: string;
  tags: string[];
}

export const everything: Asked = { search: '', tags: [] };

/** What to look for; an empty form finds everything. */
export function SearchForm({ onSearch }: { onSearch(asked: Asked): void }) {
  const [words, setWords] = useState('');
  const [tags, setTags] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    const asked = { search: words.trim(), tags: tagsOf(tags) };
    onSearch(asked.search === '' && asked.tags.length === 0 ? everything : asked);
  }

  return (
    <form className="actions" onSubmit={submit}>
      <input
        type="search"
        aria-label="Words or SKU"
        placeholder="words or SKU"
        size={24}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      <input
        aria-label="Tags"
        placeholder="tags, by commas"
        size={16}
        value={tags}
        onChange={({ target }) => setTags(target.value)}
      />
      <button type="submit">Find</button>
    </form>
  );
}
