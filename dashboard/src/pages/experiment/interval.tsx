import { formatChange } from '../../format.ts';

interface IntervalProps {
  /** Lower and upper end of the lift. */
  ends: readonly number[] | null;
  lift: number | null;
  /** What the ends of the picture stand for, so that the rows of a table are alike. */
  reach: number;
}

const width = 100;
const height = 12;

/** A lift's interval in words, and as a line against zero: green wholly above it, red wholly below. */
export function Interval({ ends, lift, reach }: IntervalProps) {
  if (!ends || lift === null) return '–';
  const [low = 0, high = 0] = ends;
  const place = (value: number): number => (width * (1 + Math.max(-1, Math.min(1, value / reach)))) / 2;
  const tone = low > 0 ? 'good' : high < 0 ? 'bad' : 'open';
  return (
    <>
      <svg className={`interval ${tone}`} width={width} height={height} aria-hidden="true">
        <rect className="zero" x={(width - 1) / 2} width={1} height={height} />
        <rect x={place(low)} y={height / 2 - 1.5} width={Math.max(2, place(high) - place(low))} height={3} rx={1.5} />
        <circle cx={place(lift)} cy={height / 2} r={4} />
      </svg>
      <span className="interval-ends">{ends.map(formatChange).join(' to ')}</span>
    </>
  );
}

/** The furthest that any of the intervals lies from zero. */
export function reachOf(intervals: readonly (readonly number[] | null)[]): number {
  return Math.max(0.01, ...intervals.flatMap((ends) => ends ?? []).map(Math.abs));
}
