import type { MissingInterval } from '../../generated/graphql.ts';

interface IntervalProps {
  /** Lower and upper end. */
  ends: readonly number[] | null;
  middle: number | null;
  /** What the ends of the picture stand for, so that the rows of a table are alike. */
  reach: number;
  format(value: number): string;
  /** Why there are no ends. */
  missing: MissingInterval | null;
}

const width = 100;
const height = 12;

/** An interval in words, and as a line against zero: green wholly above it, red wholly below. */
export function Interval({ ends, middle, reach, format, missing }: IntervalProps) {
  if (!ends || middle === null) return missingText(missing);
  const [low = 0, high = 0] = ends;
  const place = (value: number): number => (width * (1 + Math.max(-1, Math.min(1, value / reach)))) / 2;
  const tone = low > 0 ? 'good' : high < 0 ? 'bad' : 'open';
  return (
    <>
      <svg className={`interval ${tone}`} width={width} height={height} aria-hidden="true">
        <rect className="zero" x={(width - 1) / 2} width={1} height={height} />
        <rect x={place(low)} y={height / 2 - 1.5} width={Math.max(2, place(high) - place(low))} height={3} rx={1.5} />
        <circle cx={place(middle)} cy={height / 2} r={4} />
      </svg>
      <span className="interval-ends">{ends.map(format).join(' to ')}</span>
    </>
  );
}

/** Why there is no interval. */
export function missingText(missing: MissingInterval | null): string {
  if (missing === 'TOO_FEW_EXPOSURES') return 'too few visitors yet';
  if (missing === 'TOO_FEW_CONVERSIONS') return 'too few conversions yet';
  if (missing === 'FIRST_MAY_BE_ZERO') return 'no limit: the first may be 0';
  return '–';
}

/** The furthest that any of the intervals lies from zero. */
export function reachOf(intervals: readonly (readonly number[] | null)[]): number {
  return Math.max(0.001, ...intervals.flatMap((ends) => ends ?? []).map(Math.abs));
}
