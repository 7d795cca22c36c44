// An average of amounts, such as what each visitor spent, from their sum and the sum of their squares.

import type { Estimate } from './lift.ts';

/** Each visitor's amount, the zeros of those who spent nothing included in `of`. */
export interface Sample {
  readonly sum: number;
  readonly squares: number;
  readonly of: number;
}

export function meanOf({ sum, squares, of }: Sample): Estimate {
  if (of === 0) return { mean: 0, variance: 0, of };
  const variance = of < 2 ? 0 : Math.max(0, squares - sum ** 2 / of) / (of - 1);
  return { mean: sum / of, variance, of };
}
