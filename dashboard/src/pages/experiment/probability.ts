import { formatPercent } from '../../format.ts';

export function formatProbability(p: number): string {
  return p < 0.001 ? 'under 0.001' : p.toFixed(3);
}

/** Never quite certain: rounding alone would make it so. */
export function formatChance(chance: number): string {
  if (chance > 0.999) return `over ${formatPercent(0.999)}`;
  return chance < 0.001 ? `under ${formatPercent(0.001)}` : formatPercent(chance);
}
