import { type FormEvent, useState } from 'react';
import { tagsOf } from './tags.ts';

export interface ProductFilter {
  /** Words, or beginnings of words; empty for all. */
  search: string;
  tags: string[];
}

export const everything: ProductFilter = { search: '', tags: [] };

/** What to look for; an empty form finds everything. */
export function SearchForm({ onSearch }: { onSearch(filter: ProductFilter): void }) {
  const [words, setWords] = useState('');
  const [tags, setTags] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    const filter = { search: words.trim(), tags: tagsOf(tags) };
    onSearch(filter.search === '' && filter.tags.length === 0 ? everything : filter);
  }

  return (
    <form className="actions" onSubmit={submit}>
      <input
        type="search"
        aria-label="Words or SKU"
        placeholder="Words or SKU"
        size={24}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      <input
        aria-label="Tags"
        placeholder="Tags, with commas"
        size={16}
        value={tags}
        onChange={({ target }) => setTags(target.value)}
      />
      <button type="submit">Find</button>
    </form>
  );
}
