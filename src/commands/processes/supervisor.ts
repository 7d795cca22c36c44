// Keeps the processes of `mortar start`: one that ends is replaced, one that ends soon after it began a little later each time.

import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { gathered } from './gather.ts';
import type { Counts, FromChild, Serving, ToChild } from './messages.ts';

const limits = {
  /** Before one is replaced that ended soon: twice as long each time. */
  delayMs: { from: 500, to: 30_000 },
  /** One that has lived so long did not end because it began. */
  soonMs: 60_000,
  /** So long the processes have to tell what they count. */
  countMs: 1_000,
} as const;

export interface SupervisorSettings {
  readonly count: number;
  /** Variables of the process at a place, from 1. */
  env(place: number): NodeJS.ProcessEnv;
  readonly log: Logger;
}

interface Place {
  readonly number: number;
  worker: Worker | undefined;
  delayMs: number;
}

export class Supervisor {
  readonly #settings: SupervisorSettings;
  readonly #places: Place[];
  readonly #stopped = new AbortController();
  readonly #collecting = new Map<number, (place: number, counts: Counts) => void>();
  #nextId = 1;
  #announced = false;
  #reloading: Promise<void> | undefined;

  constructor(settings: SupervisorSettings) {
    this.#settings = settings;
    this.#places = Array.from({ length: settings.count }, (_, index) => ({
      ...{ number: index + 1, worker: undefined, delayMs: limits.delayMs.from },
    }));
  }

  /** Starts all; the first before the others, so that what is wrong is said once. Undefined if it did not start. */
  async start(): Promise<Serving | undefined> {
    const [first, ...others] = this.#places as [Place, ...Place[]];
    const serving = await this.#fill(first);
    if (!serving) return undefined;
    await Promise.all(others.map((place) => this.#fill(place)));
    return serving;
  }

  /** Tells all that the person was told that Mortar runs. */
  announce(): void {
    this.#announced = true;
    for (const { worker } of this.#places) if (worker?.isConnected()) send(worker, { kind: 'announced' });
  }

  /** Replaces one after the other by a new process, which serves before the old one leaves. */
  async reload(): Promise<void> {
    this.#reloading ??= this.#replaceAll().finally(() => {
      this.#reloading = undefined;
    });
    return this.#reloading;
  }

  /** Has all leave, and waits until they have. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(
      workers.map(async (worker) => {
        const ended = once(worker, 'exit');
        worker.process.kill('SIGTERM');
        await ended;
      }),
    );
  }

  async #replaceAll(): Promise<void> {
    for (const place of this.#places) {
      const old = place.worker;
      if (this.#stopped.signal.aborted || !(await this.#fill(place))) return;
      if (!old || old.isDead()) continue;
      const ended = once(old, 'exit');
      send(old, { kind: 'retire' });
      await ended;
    }
    this.#settings.log.info('all processes were replaced');
  }

  /** Starts a process for a place. Returns when it serves, or undefined if it ended before. */
  #fill(place: Place): Promise<Serving | undefined> {
    const worker = cluster.fork(this.#settings.env(place.number));
    const before = place.worker;
    const began = performance.now();
    let serves = false;
    return new Promise((resolve) => {
      worker.on('message', (message: FromChild) => {
        if (message.kind === 'counts') this.#collecting.get(message.id)?.(place.number, message.counts);
        else if (message.kind === 'gather') void this.#gatherFor(worker, message.id);
        else {
          serves = true;
          place.worker = worker;
          if (this.#announced) send(worker, { kind: 'announced' });
          resolve(message.serving);
        }
      });
      worker.once('exit', (code, signal) => {
        resolve(undefined);
        const isItsPlace = place.worker === worker || (!serves && before?.isDead() !== false && before !== undefined);
        if (isItsPlace && !this.#stopped.signal.aborted)
          void this.#replace(place, performance.now() - began, { code, signal });
      });
    });
  }

  async #replace(
    place: Place,
    livedMs: number,
    end: { readonly code: number; readonly signal: string },
  ): Promise<void> {
    const { from, to } = limits.delayMs;
    if (livedMs >= limits.soonMs) place.delayMs = from;
    const { delayMs } = place;
    place.delayMs = Math.min(to, 2 * delayMs);
    this.#settings.log.error({ process: place.number, ...end, delayMs }, 'a process ended, and is replaced');
    await wait(delayMs, undefined, { signal: this.#stopped.signal }).catch(() => {});
    if (!this.#stopped.signal.aborted) await this.#fill(place);
  }

  async #gatherFor(worker: Worker, id: number): Promise<void> {
    const text = await gathered(await this.#countsByPlace());
    if (worker.isConnected()) send(worker, { kind: 'gathered', id, text });
  }

  /** Of those that tell in time. */
  async #countsByPlace(): Promise<ReadonlyMap<number, Counts>> {
    const id = this.#nextId++;
    const found = new Map<number, Counts>();
    const asked = this.#places.filter(({ worker }) => worker?.isConnected());
    await new Promise<void>((resolve) => {
      setTimeout(resolve, limits.countMs);
      this.#collecting.set(id, (place, counts) => {
        found.set(place, counts);
        if (found.size === asked.length) resolve();
      });
      for (const { worker } of asked) if (worker) send(worker, { kind: 'count', id });
    });
    this.#collecting.delete(id);
    return new Map([...found].sort(([a], [b]) => a - b));
  }
}

function send(worker: Worker, message: ToChild): void {
  worker.send(message);
}
