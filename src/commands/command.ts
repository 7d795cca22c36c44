// What a sub-command of `mortar` is.

import type { Config, variables } from '../config.ts';

export interface Flag {
  readonly variable: keyof typeof variables;
  /** What it sets, if it takes no value. */
  readonly value?: string;
}

export type Flags = Readonly<Record<string, Flag>>;

export interface Command {
  readonly name: string;
  /** How it is called, as `import access-log FILE [--site S]`. */
  readonly usage: string;
  /** One sentence. */
  readonly about: string;
  /** Its options that stand for settings; it takes no other arguments then. */
  readonly flags?: Flags;
  /** Its options, for its own --help. */
  readonly options?: string;
  /** What --check examines beside the settings. @throws CommandError */
  check?(config: Config): Promise<unknown>;
  /** Does the work and ends when it is done. */
  run(args: readonly string[], config: Config): Promise<void>;
}

/** Something that the person at the keyboard can put right: the message is one line that says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
