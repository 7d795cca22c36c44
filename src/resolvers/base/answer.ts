// Turns a store's Refusal into the payload's userErrors, or into an error where there is no payload, so that no resolver
// repeats it.

import { type Problem, Refusal } from '../../redis/base/problem.ts';
import { badInput } from './errors.ts';

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

/** The result of a read. A query has no `userErrors`, so a read that the store refuses fails with BAD_USER_INPUT. */
export async function orBadInput<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [problem] = error.problems;
    throw badInput(error.message, ...(problem?.field ?? []));
  }
}
