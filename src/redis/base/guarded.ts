// Callbacks of users are called amid work that must go on: what they throw, or reject with, becomes a warning of the process.

import { messageOf } from './text.ts';

/**
 * The callback, which does not throw any more; it does nothing where none is given.
 * @param name of the setting, for the warning, which comes once
 */
export function guarded<Args extends readonly unknown[]>(
  name: string,
  callback: ((...args: Args) => unknown) | undefined,
): (...args: Args) => void {
  let warned = false;
  const warn = (error: unknown): void => {
    if (warned) return;
    warned = true;
    process.emitWarning(`${name} failed, and Mortar continues: ${messageOf(error)}`, { code: 'MORTAR_CALLBACK' });
  };
  return (...args) => {
    try {
      const answer = callback?.(...args);
      // Such as a promise, of which nobody else would see that it rejects.
      if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).catch(warn);
    } catch (error) {
      warn(error);
    }
  };
}
