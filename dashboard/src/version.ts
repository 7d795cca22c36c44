// Whether the server has a newer dashboard than the one that is open. The names of its scripts change with their content, so the page
// that the server gives now names another script than the one that runs.

import { useSyncExternalStore } from 'react';

const askEveryMs = 60_000;
const scriptOf = /<script[^>]*\ssrc="([^"]+)"/;

class VersionWatch {
  #newer = false;
  #listeners = new Set<() => void>();

  get newer(): boolean {
    return this.#newer;
  }

  start(): () => void {
    const timer = setInterval(() => {
      if (!document.hidden) void this.ask();
    }, askEveryMs);
    return () => clearInterval(timer);
  }

  ask = async (): Promise<void> => {
    if (this.#newer) return;
    const running = document.querySelector<HTMLScriptElement>('script[src]')?.getAttribute('src');
    const offered = scriptOf.exec(await servedPage())?.[1];
    if (!running || !offered || running === offered) return;
    this.#newer = true;
    for (const listener of this.#listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Empty where the server does not answer: that is not a newer version. */
async function servedPage(): Promise<string> {
  try {
    const response = await fetch('/dashboard/', { cache: 'no-cache', signal: AbortSignal.timeout(5_000) });
    return response.ok ? await response.text() : '';
  } catch {
    return '';
  }
}

export const versionWatch = new VersionWatch();

export function useNewerVersion(): boolean {
  return useSyncExternalStore(versionWatch.subscribe, () => versionWatch.newer);
}
