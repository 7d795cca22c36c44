import { useReading } from '../data.ts';
import { SitesDocument } from '../generated/graphql.ts';
import { useParameters } from '../routing.tsx';

const defaultSite = 'default';
const askEveryMs = 60_000;

export interface SiteChoice {
  /** Undefined for the site that the API takes where none is given. */
  site: string | undefined;
  /** Whose days the site is shown by; undefined until it is known. */
  zone: string | undefined;
  names: readonly string[];
  /** Whether the reader may set the site up, and not only read its numbers. */
  editable: boolean;
  choose(name: string): void;
}

/** The site whose numbers are shown; kept in the address, so that a link leads to the same numbers. */
export function useSite(): SiteChoice {
  const [parameters, change] = useParameters();
  const { data, loading } = useReading(SitesDocument, {}, askEveryMs);
  const sites = data?.sites ?? [];
  const usual = sites.find(({ name }) => name === defaultSite) ?? sites[0];
  const site = parameters.get('site') ?? usual?.name ?? defaultSite;
  const found = sites.find(({ name }) => name === site);
  return {
    site: site === defaultSite ? undefined : site,
    zone: loading ? undefined : (found?.timezone ?? 'UTC'),
    names: [...new Set([...sites.map(({ name }) => name), site])],
    editable: found?.viewerRole === 'EDITOR',
    choose: (name) => change({ site: name === defaultSite ? undefined : name }),
  };
}

/** The sites that are registered, and the one that the address names. */
export function SiteField({ choice: { site, names, choose } }: { choice: SiteChoice }) {
  return (
    <label className="actions">
      Site
      <select value={site ?? defaultSite} onChange={({ target }) => choose(target.value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
