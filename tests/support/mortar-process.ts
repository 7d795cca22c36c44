// Runs `mortar` as a user does: a process of its own, with its own environment and data folder.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { buildMortar } from './build.ts';

const limits = { startTimeoutMs: 150_000, endTimeoutMs: 20_000 } as const;

// A process takes seconds to start where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 90_000 });

/** An environment in which a Node program, and all that it starts, ends with the tests: however they end. */
export const endsWithTests = {
  NODE_OPTIONS: `--import=${new URL('./ends-with-tests.mjs', import.meta.url)}`,
  MORTAR_TEST_PROCESS: String(process.pid),
} as const;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One line on stderr that says what to do, nothing else, and code 1. */
export function expectRefusal({ code, stdout, stderr }: Ended, line: RegExp): void {
  expect(stderr.trimEnd()).toMatch(line);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

export class MortarProcess {
  readonly #main = join(buildMortar(), 'main.js');
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, [this.#main, ...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', PORT: '0', ...endsWithTests, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (text) => (this.#stdout += text));
    this.#child.stderr?.on('data', (text) => (this.#stderr += text));
    this.#ended = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The processes of Mortar that it has started. */
  children(): number[] {
    const all = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
    const own = all.map((line) => line.trim().split(/\s+/)).filter(([, parent]) => parent === String(this.pid));
    return own.filter((words) => words.includes(this.#main)).map(([pid]) => Number(pid));
  }

  /** Waits until the process has ended. */
  async ended(): Promise<Ended> {
    await this.#ended;
    return { code: this.#child.exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }

  /** Reads its stdout no longer, as `head` does after its lines. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for a line of stdout; fails when the process ends before it says so. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + limits.startTimeoutMs;
    for (;;) {
      const match = pattern.exec(this.#stdout);
      if (match) return match;
      if (this.#child.exitCode !== null || Date.now() > deadline)
        throw new Error(`Mortar did not say ${pattern}: ${this.#stdout}${this.#stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** `http://127.0.0.1:<port>`, once it serves. */
  async url(): Promise<string> {
    return (await this.says(/(http:\/\/\S+?)\/graphql/))[1] as string;
  }
}

/** Runs `mortar <args>`; it is killed after the test if it has not ended by then. */
export function runMortar(args: readonly string[], env: NodeJS.ProcessEnv = {}): MortarProcess {
  const mortar = new MortarProcess(args, env);
  onTestFinished(async () => {
    mortar.signal('SIGKILL');
    await mortar.ended();
  });
  return mortar;
}

/** An empty data folder that is gone after the test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-data-'));
  onTestFinished(async () => {
    // The Redis of a Mortar that was killed notices, writes out what it holds and ends; until then it makes files.
    await expect.poll(() => processesOf(folder), { timeout: limits.endTimeoutMs }).toEqual([]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** The processes whose command line names the folder: Mortar's Redis shows its socket there. */
export function processesOf(folder: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(folder));
}
