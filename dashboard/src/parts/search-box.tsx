import { type FormEvent, useState } from 'react';

interface SearchBoxProps {
  label: string;
  placeholder: string;
  /** Empty where nothing is searched for. */
  onSearch(text: string): void;
}

/** A line for what is looked for. What is typed may be somebody's address: it stays on the page, and out of the page's address. */
export function SearchBox({ label, placeholder, onSearch }: SearchBoxProps) {
  const [draft, setDraft] = useState('');
  const [searched, setSearched] = useState('');

  function search(text: string): void {
    setDraft(text);
    setSearched(text);
    onSearch(text);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    search(draft.trim());
  }

  return (
    <search>
      <form className="actions" onSubmit={submit}>
        <input
          type="search"
          aria-label={label}
          placeholder={placeholder}
          size={24}
          maxLength={200}
          value={draft}
          onChange={({ target }) => setDraft(target.value)}
        />
        <button type="submit">Search</button>
        {searched !== '' && (
          <button type="button" onClick={() => search('')}>
            Clear
          </button>
        )}
      </form>
    </search>
  );
}
