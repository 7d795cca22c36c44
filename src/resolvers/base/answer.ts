// Turns a store's Refusal into the payload's userErrors, or into an error where there is no payload, so that no resolver
// repeats it.

import { type Problem, Refusal } from '../../redis/base/problem.ts';
import { badInput, badInputBut } from './errors.ts';

export type Answer<Fields> = Fields & { readonly userErrors: readonly Problem[] };

/**
 * Runs a mutation's work. `refused` is the rest of the payload if the store refuses it, or reads that: the object as it is, if the
 * caller may see it. Work that was done in part returns its own `userErrors`.
 */
export async function answer<Fields extends object>(
  refused: NoInfer<Fields> | (() => Promise<NoInfer<Fields>>),
  work: () => Promise<Fields & { readonly userErrors?: readonly Problem[] }>,
): Promise<Answer<Fields>> {
  try {
    return { userErrors: [], ...(await work()) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fields = typeof refused === 'function' ? await refused() : refused;
    return { ...fields, userErrors: error.problems };
  }
}

/** The result of a read. A query has no `userErrors`, so a read that the store refuses fails with BAD_USER_INPUT. */
export async function orBadInput<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [problem] = error.problems;
    const { field = [], allowed } = problem ?? {};
    throw allowed ? badInputBut(allowed, error.message, ...field) : badInput(error.message, ...field);
  }
}
