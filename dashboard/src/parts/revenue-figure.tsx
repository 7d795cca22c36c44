import { formatLargeMoney, formatMoneys, type Money } from '../format.ts';
import { Figure } from './figures.tsx';

/** What was earned: the first currency large, the others below it. */
export function RevenueFigure({ revenue, hint }: { revenue: readonly Money[] | null; hint?: string }) {
  const [first, ...others] = revenue ?? [];
  return (
    <Figure
      label="Revenue"
      value={first ? formatLargeMoney(first) : '–'}
      hint={others.length > 0 ? `and ${formatMoneys(others)}` : hint}
    />
  );
}
