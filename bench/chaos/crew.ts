// Processes that do the work and have accidents: each that ends is replaced at once.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from './random.ts';

export interface CrewSettings {
  readonly size: number;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly random: Random;
  /** Given each whole line that a member writes to its standard output, and its pid; what it was killed in the middle of is none. */
  readonly onLine?: (line: string, pid: number) => void;
  /** Told of each member that ended or stood still before the crew was to stop. */
  readonly onAccident?: () => void;
}

const limits = { stopMs: 15_000, stderrBytes: 2_000 } as const;

/** A program of a crew must end when its standard input does, so that it does not outlive the run. */
export class Crew {
  readonly #settings: CrewSettings;
  readonly #members = new Set<ChildProcess>();
  readonly #paused = new Set<ChildProcess>();
  readonly #failures: string[] = [];
  #stopping = false;
  #resting = false;

  constructor(settings: CrewSettings) {
    this.#settings = settings;
    for (let place = 0; place < settings.size; place += 1) this.#hire();
  }

  /** Members that ended by themselves, which none should: why. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  get pids(): readonly number[] {
    return [...this.#members].flatMap(({ pid }) => pid ?? []);
  }

  /** SIGKILL for one of them. */
  async kill(): Promise<boolean> {
    const member = this.#pick();
    if (!member) return false;
    const ended = once(member, 'exit');
    member.kill('SIGKILL');
    await ended;
    return true;
  }

  /** SIGSTOP for one of them, and SIGCONT after so long. */
  async pause(ms: number): Promise<boolean> {
    const member = this.#pick();
    if (!member) return false;
    this.#paused.add(member);
    member.kill('SIGSTOP');
    this.#settings.onAccident?.();
    await wait(ms);
    member.kill('SIGCONT');
    this.#paused.delete(member);
    return true;
  }

  /** Tells all, by a line on their standard input, to begin nothing new; also those that are hired from now on. */
  rest(): void {
    this.#resting = true;
    for (const member of this.#members) member.stdin?.write('rest\n');
  }

  /** SIGTERM for all; SIGKILL for those that do not end by then, which is a failure. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      [...this.#members].map(async (member) => {
        const ended = once(member, 'exit');
        member.kill('SIGTERM');
        const timer = setTimeout(() => {
          this.#failures.push(`did not end within ${limits.stopMs} ms of SIGTERM`);
          member.kill('SIGKILL');
        }, limits.stopMs);
        await ended;
        clearTimeout(timer);
      }),
    );
  }

  #pick(): ChildProcess | undefined {
    return this.#settings.random.pick([...this.#members].filter((member) => !this.#paused.has(member)));
  }

  #hire(): void {
    const { args, env, onLine } = this.#settings;
    const member = spawn(process.execPath, args, { env, stdio: ['pipe', onLine ? 'pipe' : 'ignore', 'pipe'] });
    let stderr = '';
    member.stderr?.on('data', (text) => {
      stderr = `${stderr}${text}`.slice(-limits.stderrBytes);
    });
    if (onLine && member.stdout) readLines(member.stdout, (line) => onLine(line, member.pid as number));
    this.#members.add(member);
    // One that has ended does not read it.
    member.stdin?.on('error', () => {});
    if (this.#resting) member.stdin?.write('rest\n');
    member.once('exit', (code, signal) => {
      this.#members.delete(member);
      if (signal === null && (code !== 0 || !this.#stopping)) this.#failures.push(`ended with code ${code}: ${stderr}`);
      if (this.#stopping) return;
      this.#settings.onAccident?.();
      this.#hire();
    });
  }
}

/** The last line counts only if it was ended. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
