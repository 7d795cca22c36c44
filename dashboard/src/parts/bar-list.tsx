import { type Count, formatCount } from '../format.ts';

interface BarListProps {
  label: string;
  /** `error`: how many more it may be. */
  entries: readonly { key: string; count: Count; error?: Count }[];
}

/** A top list; each bar is as long as its share of the first. */
export function BarList({ label, entries }: BarListProps) {
  const most = Math.max(1, ...entries.map(({ count }) => Number(count)));
  return (
    <ol className="bars" aria-label={label}>
      {entries.map(({ key, count, error = 0 }) => (
        <li key={key}>
          <span className="bar" style={{ width: `${(100 * Number(count)) / most}%` }} />
          <span className="bar-key" title={key}>
            {key}
          </span>
          <span className="bar-count">
            {formatCount(count)}
            {Number(error) > 0 && `–${formatCount(Number(count) + Number(error))}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
