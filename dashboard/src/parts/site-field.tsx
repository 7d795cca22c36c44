import { type FormEvent, useState } from 'react';

/** The site whose numbers are shown; kept in the address, so that a link leads to the same numbers. */
export function useSite(): [site: string, setSite: (site: string) => void] {
  const [site, setSite] = useState(() => new URLSearchParams(window.location.search).get('site') ?? '');
  function choose(next: string): void {
    const query = next ? `?${new URLSearchParams({ site: next })}` : '';
    window.history.replaceState(null, '', window.location.pathname + query);
    setSite(next);
  }
  return [site, choose];
}

interface SiteFieldProps {
  site: string;
  onChange(site: string): void;
}

export function SiteField({ site, onChange }: SiteFieldProps) {
  const [draft, setDraft] = useState(site);

  function submit(event: FormEvent): void {
    event.preventDefault();
    onChange(draft.trim());
  }

  return (
    <form className="actions" onSubmit={submit}>
      <input
        aria-label="Site"
        placeholder="default site"
        size={16}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="submit">Show</button>
    </form>
  );
}
