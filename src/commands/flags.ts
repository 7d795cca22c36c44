// Options of the command line that stand for settings, and win over the environment.

import { readArguments } from './arguments.ts';
import type { Flag, Flags } from './command.ts';

export const startFlags: Flags = {
  port: { variable: 'PORT' },
  host: { variable: 'HOST' },
  config: { variable: 'MORTAR_CONFIG' },
  processes: { variable: 'MORTAR_PROCESSES' },
  'no-workers': { variable: 'MORTAR_WORKERS', value: '0' },
};

export const devFlags: Flags = {
  port: { variable: 'PORT' },
  host: { variable: 'HOST' },
  config: { variable: 'MORTAR_CONFIG' },
};

/**
 * The environment with what the options set.
 * @throws CommandError for an argument that the command does not know.
 */
export function withFlags(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  { name, usage, flags }: { readonly name: string; readonly usage: string; readonly flags: Flags },
): NodeJS.ProcessEnv {
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { value }]) => [
      flag,
      { type: value === undefined ? 'string' : 'boolean' } as const,
    ]),
  );
  const { values } = readArguments({ name, usage }, { args: [...args], options });
  const set = Object.entries(values).map(([flag, given]) => {
    const { variable, value } = flags[flag] as Flag;
    return [variable, value ?? String(given)];
  });
  return { ...env, ...Object.fromEntries(set) };
}
