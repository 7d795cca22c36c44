// Turns a store's Refusal into the payload's userErrors, so that no resolver repeats it.

import { type Problem, Refusal } from '../../redis/base/problem.ts';

export type Answer<Fields> = Fields & { readonly userErrors: readonly Problem[] };

/**
 * Runs a mutation's work. `refused` is the rest of the payload where the store refuses it; work that was done in part
 * returns its own `userErrors`.
 */
export async function answer<Fields extends object>(
  refused: NoInfer<Fields>,
  work: () => Promise<Fields & { readonly userErrors?: readonly Problem[] }>,
): Promise<Answer<Fields>> {
  try {
    return { userErrors: [], ...(await work()) };
  } catch (error) {
    if (error instanceof Refusal) return { ...refused, userErrors: error.problems };
    throw error;
  }
}
