// The log of a process, on stderr: lines for people in a terminal, JSON for everybody else. What is logged before the person is told
// that Mortar runs comes after that.

import { type Logger, pino } from 'pino';

/** Lines that wait at most. */
const mostHeld = 1_000;

export interface OpenLog {
  readonly log: Logger;
  /** Writes what has waited, and everything else at once from now on. The end of the process does it, too. */
  release(): void;
}

interface Target {
  write(line: string): unknown;
}

export async function openLog(level: string, isTerminal: boolean = process.stderr.isTTY === true): Promise<OpenLog> {
  const held = new HeldLines(isTerminal ? await openPretty() : pino.destination(2));
  process.once('exit', () => held.release());
  return { log: pino({ level }, held), release: () => held.release() };
}

/** Loaded in terminals only, since it takes a while. */
async function openPretty(): Promise<Target> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    colorize: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
    singleLine: true,
    destination: 2,
    sync: true,
  });
}

class HeldLines implements Target {
  readonly #target: Target;
  #lines: string[] | undefined = [];

  constructor(target: Target) {
    this.#target = target;
  }

  write(line: string): void {
    this.#lines?.push(line);
    if (!this.#lines) this.#target.write(line);
    else if (this.#lines.length >= mostHeld) this.release();
  }

  release(): void {
    const lines = this.#lines ?? [];
    this.#lines = undefined;
    for (const line of lines) this.#target.write(line);
  }
}
