// The variables of the processes: how many there are, what each does, and how it leaves.

import type { z } from 'zod';
import { serverLimits } from '../server/limits.ts';
import { onOff, onOffWords, text, variable, wholeNumber } from './variable.ts';

export interface ProcessConfig {
  /** The file of what a program adds to Mortar, if it is not one of the usual ones in the working directory. */
  readonly programFile: string | undefined;
  /** How many serve the API. */
  readonly count: number;
  /** Whether `start` runs jobs too. */
  readonly workers: boolean;
  readonly drain: {
    /** How long a process serves on after a signal, while readiness fails. */
    readonly waitMs: number;
    /** Over how long open sockets and streams are closed then. */
    readonly spreadMs: number;
  };
}

export const processVariables = {
  MORTAR_CONFIG: variable({
    about: 'File with the plugins, payment provider and mail templates of a program.',
    unset: 'mortar.config.ts, .mts, .js or .mjs in the working directory, if there is one',
    allowed: 'the path of a TypeScript or JavaScript module',
    shape: text,
  }),
  MORTAR_PROCESSES: wholeNumber('Processes of the command start that serve the API on PORT. One of them runs jobs.', {
    to: 64,
    unset: 1,
  }),
  MORTAR_WORKERS: variable({
    about: 'Whether the command start also runs jobs. If it does not, run the command worker beside it.',
    unset: '1',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_DRAIN_SECONDS: wholeNumber(
    'How long Mortar still serves after SIGTERM, while readiness fails and proxies switch to other processes.',
    { from: 0, to: 600, unset: 0, unit: 'seconds' },
  ),
  MORTAR_DRAIN_SPREAD_SECONDS: wholeNumber(
    'Time over which Mortar closes open WebSockets and event streams at most, after MORTAR_DRAIN_SECONDS.',
    { from: 0, to: 600, unset: serverLimits.drainSpreadMs / 1_000, unit: 'seconds' },
  ),
} as const;

type Variables = typeof processVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readProcess(read: Read): ProcessConfig {
  return Object.freeze({
    programFile: read('MORTAR_CONFIG'),
    count: read('MORTAR_PROCESSES'),
    workers: read('MORTAR_WORKERS') ?? true,
    drain: Object.freeze({
      waitMs: read('MORTAR_DRAIN_SECONDS') * 1_000,
      spreadMs: read('MORTAR_DRAIN_SPREAD_SECONDS') * 1_000,
    }),
  });
}
