// What a sub-command of `mortar` is.

import type { Config } from '../config.ts';

export interface Command {
  readonly name: string;
  /** How it is called, as `import access-log FILE [--site S]`. */
  readonly usage: string;
  /** One sentence. */
  readonly about: string;
  /** Its options, for its own --help. */
  readonly options?: string;
  /** Does the work and ends when it is done. */
  run(args: readonly string[], config: Config): Promise<void>;
}

/** Something that the person at the keyboard can put right: the message is one line that says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
