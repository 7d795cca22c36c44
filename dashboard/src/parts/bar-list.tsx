import { type Count, formatCount } from '../format.ts';

interface Entry {
  key: string;
  count: Count;
  /** How many more it may be. */
  error?: Count;
}

interface BarListProps {
  label: string;
  entries: readonly Entry[];
  /** Shows only what has a value. Without it the values are no buttons. */
  onChoose?(key: string): void;
  /** An entry that stands for many values, and cannot be chosen. */
  rest?: string;
}

/** A top list; each bar is as long as its share of the first. */
export function BarList({ label, entries, onChoose, rest }: BarListProps) {
  const most = Math.max(1, ...entries.map(({ count }) => Number(count)));
  return (
    <ol className="bars" aria-label={label}>
      {entries.map(({ key, count, error = 0 }) => (
        <li key={key}>
          <span className="bar" style={{ width: `${(100 * Number(count)) / most}%` }} />
          {onChoose && key !== rest ? (
            <button
              type="button"
              className="bar-key"
              title={`Show only visits with ${key}`}
              aria-label={`${key}, show only these visits`}
              onClick={() => onChoose(key)}
            >
              {key}
            </button>
          ) : (
            <span className="bar-key" title={key}>
              {key}
            </span>
          )}
          <span className="bar-count">
            {formatCount(count)}
            {Number(error) > 0 && `–${formatCount(Number(count) + Number(error))}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
