// The variables of /metrics: where it is served, to whom, and which operations it tells apart.

import type { z } from 'zod';
import { list, optionalPort, text, variable } from './variable.ts';

export interface MetricsConfig {
  readonly port: number | undefined;
  readonly token: string | undefined;
  /** Names of the operations that are counted by name. */
  readonly operations: readonly string[];
}

export const metricsVariables = {
  MORTAR_METRICS_PORT: variable({
    about: 'Port for /metrics only.',
    unset: 'none: PORT serves /metrics to this machine only',
    allowed: 'a port from 1 to 65535, other than PORT',
    shape: optionalPort,
  }),
  MORTAR_METRICS_TOKEN: variable({
    about: 'Token that readers of /metrics must send as Authorization: Bearer. With it, any machine may read /metrics.',
    unset: 'none',
    allowed: '16 to 256 characters without spaces',
    shape: text.refine((value) => value === undefined || /^\S{16,256}$/.test(value)),
    secret: true,
  }),
  MORTAR_METRICS_OPERATIONS: variable({
    about: 'Names of operations that /metrics counts by name, separated by commas. All others count as (other).',
    unset: 'none',
    allowed: 'at most 500 names of GraphQL operations, with commas between them',
    shape: list((name) => /^[_a-z]\w{0,199}$/i.test(name)).refine((names) => names.length <= 500),
  }),
} as const;

type Variables = typeof metricsVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readMetrics(read: Read): MetricsConfig {
  return Object.freeze({
    port: read('MORTAR_METRICS_PORT'),
    token: read('MORTAR_METRICS_TOKEN'),
    operations: Object.freeze(read('MORTAR_METRICS_OPERATIONS')),
  });
}
