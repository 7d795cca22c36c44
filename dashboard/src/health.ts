// Whether the server and its Redis are there, asked from /health/ready: often while they are away, rarely otherwise.

import { useSyncExternalStore } from 'react';

export type Health = 'ok' | 'redis-away' | 'server-away';

const askEveryMs = { ok: 5_000, away: 1_000 };

class HealthWatch {
  #health: Health = 'ok';
  #recoveries = 0;
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;

  get health(): Health {
    return this.#health;
  }

  /** Counts how often things came back; a change means that whatever was on the screen should be asked for again. */
  get recoveries(): number {
    return this.#recoveries;
  }

  start(): () => void {
    void this.ask();
    return () => clearTimeout(this.#timer);
  }

  ask = async (): Promise<void> => {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    const health = await askServer();
    this.#asking = false;
    if (health !== this.#health) {
      if (health === 'ok') this.#recoveries += 1;
      this.#health = health;
      for (const listener of this.#listeners) listener();
    }
    this.#timer = setTimeout(this.ask, health === 'ok' ? askEveryMs.ok : askEveryMs.away);
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

async function askServer(): Promise<Health> {
  try {
    const response = await fetch('/health/ready', { cache: 'no-store', signal: AbortSignal.timeout(3_000) });
    return response.ok ? 'ok' : 'redis-away';
  } catch {
    return 'server-away';
  }
}

export const healthWatch = new HealthWatch();

export function useHealth(): Health {
  return useSyncExternalStore(healthWatch.subscribe, () => healthWatch.health);
}

export function useRecoveries(): number {
  return useSyncExternalStore(healthWatch.subscribe, () => healthWatch.recoveries);
}
