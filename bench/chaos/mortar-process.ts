// A process that serves the API, as `mortar start` does.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

export interface MortarProcessSettings {
  readonly port: number;
  readonly redisUrl: string;
  readonly drainSeconds: number;
  /** Where it serves /metrics, if a run reads them. */
  readonly metricsPort?: number;
}

/** `mortar start` on a port. */
export class MortarProcess {
  readonly failures: string[] = [];
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(program: string, { port, redisUrl, drainSeconds, metricsPort }: MortarProcessSettings) {
    this.#program = program;
    this.#port = port;
    this.#env = {
      PATH: process.env.PATH,
      REDIS_URL: redisUrl,
      PORT: String(port),
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      MORTAR_TRUSTED_PROXIES: '127.0.0.1',
      MORTAR_EXEMPT_ADDRESSES: '127.0.0.0/8',
      MORTAR_DRAIN_SECONDS: String(drainSeconds),
      ...(metricsPort && { MORTAR_METRICS_PORT: String(metricsPort) }),
    };
  }

  /** Returns when it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [this.#program], { env: this.#env, stdio: ['pipe', 'ignore', 'inherit'] });
    this.#child = child;
    const isReady = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${this.#port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      if (child.exitCode !== null) throw new Error(`A server ended with code ${child.exitCode} as it started`);
      await wait(100);
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) this.failures.push(`A server ended with code ${code}`);
  }

  /** Without a word to anybody. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
