import { type Count, formatCount } from '../format.ts';

interface BarListProps {
  label: string;
  entries: readonly { key: string; count: Count }[];
}

/** A top list; each bar is as long as its share of the first. */
export function BarList({ label, entries }: BarListProps) {
  const most = Math.max(1, ...entries.map(({ count }) => Number(count)));
  return (
    <ol className="bars" aria-label={label}>
      {entries.map(({ key, count }) => (
        <li key={key}>
          <span className="bar" style={{ width: `${(100 * Number(count)) / most}%` }} />
          <span className="bar-key" title={key}>
            {key}
          </span>
          <span className="bar-count">{formatCount(count)}</span>
        </li>
      ))}
    </ol>
  );
}
