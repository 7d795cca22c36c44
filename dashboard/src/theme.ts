// Dark or light: as the system says, until the reader chooses.

import { useEffect, useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const storageKey = 'mortar:theme';
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let choice = stored();

export function useTheme(): { choice: ThemeChoice; resolved: Theme } {
  const current = useSyncExternalStore(subscribe, () => choice);
  const system = useSyncExternalStore(subscribe, () => (systemDark.matches ? 'dark' : 'light'));
  const resolved = current === 'system' ? system : current;
  useEffect(() => {
    document.documentElement.dataset.theme = resolved;
  }, [resolved]);
  return { choice: current, resolved };
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  localStorage.setItem(storageKey, next);
  for (const listener of listeners) listener();
}

function stored(): ThemeChoice {
  const value = localStorage.getItem(storageKey);
  return value === 'light' || value === 'dark' ? value : 'system';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  systemDark.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    systemDark.removeEventListener('change', listener);
  };
}
