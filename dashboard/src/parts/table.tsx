import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { useScrollable } from './scrollable.ts';

interface TableProps {
  /** What the table lists, for who cannot see it. */
  label: string;
  /** A heading that starts with `#` stands over numbers. One may be empty: over buttons. */
  headings: readonly string[];
  /** Stays a table on a narrow screen, where the rows of others stand as cards. */
  wide?: boolean;
  children: ReactNode;
}

/** A table that scrolls sideways by itself where it has no room. On a narrow screen each row is a card that names its values. */
export function Table({ label, headings, wide = false, children }: TableProps) {
  const frame = useRef<HTMLElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const scrollable = useScrollable(frame);

  // Rows are drawn by many components; what a card shows beside each value is known here.
  useLayoutEffect(() => {
    if (table.current) describe(table.current, headings);
  });

  return (
    <section ref={frame} className="table-frame" aria-label={label} tabIndex={scrollable ? 0 : undefined}>
      <table ref={table} className={wide ? undefined : 'cards'}>
        <thead>
          <tr>
            {headings.map((heading) => (
              <Heading key={heading} heading={heading} />
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function Heading({ heading }: { heading: string }) {
  if (heading === '') return <td />;
  return (
    <th scope="col" className={heading.startsWith('#') ? 'number' : undefined}>
      {heading.replace('#', '')}
    </th>
  );
}

const roles: Readonly<Record<string, string>> = {
  TABLE: 'table',
  THEAD: 'rowgroup',
  TBODY: 'rowgroup',
  TR: 'row',
  TD: 'cell',
};

/** Drawn as cards, the elements of a table keep their roles only where these are given. */
function describe(table: HTMLTableElement, headings: readonly string[]): void {
  for (const element of [table, ...table.querySelectorAll('thead, tbody, tr, td')])
    element.setAttribute('role', roles[element.tagName] ?? '');
  for (const heading of table.querySelectorAll('th'))
    heading.setAttribute('role', heading.scope === 'row' ? 'rowheader' : 'columnheader');
  for (const row of table.tBodies[0]?.rows ?? [])
    for (const [index, cell] of [...row.cells].entries())
      cell.dataset.heading = headings[index]?.replace('#', '') ?? '';
}
