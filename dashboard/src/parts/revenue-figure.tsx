import { formatLargeMoney, formatMoneys, type Money } from '../format.ts';
import { changeOf } from './change.tsx';
import { Figure } from './figures.tsx';

interface RevenueFigureProps {
  revenue: readonly Money[] | null;
  /** Of the period that it is compared with, and what that is called. */
  before?: { revenue: readonly Money[] | null; words: string };
  hint?: string;
}

/** What was earned: the first currency large, the others below it. */
export function RevenueFigure({ revenue, before, hint }: RevenueFigureProps) {
  const [first, ...others] = revenue ?? [];
  const earlier = before?.revenue?.find(({ currency }) => currency === first?.currency);
  return (
    <Figure
      label="Revenue"
      value={first ? formatLargeMoney(first) : '–'}
      change={
        before && first
          ? changeOf(
              first.amount,
              earlier?.amount ?? null,
              `${formatMoneys(earlier ? [earlier] : [])} in the ${before.words}`,
            )
          : undefined
      }
      hint={others.length > 0 ? `and ${formatMoneys(others)}` : hint}
    />
  );
}
