import type { ReactNode } from 'react';

interface TableProps {
  /** What the table lists, for who cannot see it. */
  label: string;
  /** A heading that starts with `#` stands over numbers. */
  headings: readonly string[];
  children: ReactNode;
}

/** A table that scrolls sideways by itself where the screen is narrow. */
export function Table({ label, headings, children }: TableProps) {
  return (
    <section className="table-frame" aria-label={label}>
      <table>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col" className={heading.startsWith('#') ? 'number' : undefined}>
                {heading.replace('#', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
