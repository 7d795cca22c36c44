// The sub-commands, in the order in which `mortar --help` lists them. Each is loaded when it is run or told of: some are as much to load as
// all of Mortar.

import type { Command } from './command.ts';

const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  dev: async () => (await import('./dev.ts')).devCommand,
  worker: async () => (await import('./worker.ts')).workerCommand,
  import: async () => (await import('./import.ts')).importCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  simulate: async () => (await import('./simulate.ts')).simulateCommand,
  account: async () => (await import('./account.ts')).accountCommand,
  limits: async () => (await import('./limits.ts')).limitsCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  init: async () => (await import('./init.ts')).initCommand,
};

export const commandNames: readonly string[] = Object.keys(loaders);

/** Undefined if there is none of that name. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined;
}

export function loadCommands(): Promise<Command[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}
