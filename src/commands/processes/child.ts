// One of several processes of `mortar start`, at the side of the one that keeps them.

import type { Registry } from 'prom-client';
import type { FromChild, ToChild } from './messages.ts';

const limits = { gatherMs: 3_000 } as const;

export class Child {
  readonly #waiting = new Map<number, (text: string) => void>();
  #nextId = 1;
  #registry: Registry | undefined;
  /** Resolves when the person was told that Mortar runs. */
  readonly announced: Promise<void>;
  /** Resolves when another process has its place. */
  readonly retired: Promise<void>;

  constructor() {
    this.announced = heard('announced');
    this.retired = heard('retire');
    process.on('message', (message: ToChild) => {
      if (message.kind === 'gathered') this.#waiting.get(message.id)?.(message.text);
      else if (message.kind === 'count') void this.#count(message.id);
    });
  }

  /** From now on it takes requests. */
  serves(serving: { readonly url: string; readonly graphiql: boolean; readonly registry: Registry }): void {
    const { url, graphiql, registry } = serving;
    this.#registry = registry;
    tell({ kind: 'serving', serving: { url, graphiql } });
  }

  /** What all processes count, as Prometheus reads it. */
  async gather(): Promise<string> {
    const id = this.#nextId++;
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#waiting.set(id, resolve);
        setTimeout(() => reject(new Error('The other processes did not tell their metrics')), limits.gatherMs).unref();
        tell({ kind: 'gather', id });
      });
    } finally {
      this.#waiting.delete(id);
    }
  }

  async #count(id: number): Promise<void> {
    const counts = (await this.#registry?.getMetricsAsJSON()) ?? [];
    tell({ kind: 'counts', id, counts });
  }
}

function heard(kind: ToChild['kind']): Promise<void> {
  return new Promise((resolve) => {
    process.on('message', (message: ToChild) => {
      if (message.kind === kind) resolve();
    });
  });
}

function tell(message: FromChild): void {
  process.send?.(message);
}
