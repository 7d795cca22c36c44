// A policy's settings in words.

import { formatCount, formatDuration, formatName } from '../../format.ts';
import type { PolicySettingsFragment, RateLimitMode, RateLimitScope } from '../../generated/graphql.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';

const modes: Record<RateLimitMode, { tone: Tone; label: string }> = {
  ENFORCE: { tone: 'good', label: 'Enforced' },
  SHADOW: { tone: 'busy', label: 'Shadow' },
  OFF: { tone: 'plain', label: 'Off' },
};

export const scopes: Record<RateLimitScope, string> = {
  IP: 'each address',
  SESSION: 'each session',
  USER: 'each account',
  API_KEY: 'each API key',
  GLOBAL: 'all together',
};

export function ModeBadge({ mode }: { mode: RateLimitMode }) {
  return <Badge tone={modes[mode].tone}>{modes[mode].label}</Badge>;
}

/** `60 in 1 min for each address` */
export function describeLimit({ limit, windowSeconds, burst, scope }: PolicySettingsFragment): string {
  const most = burst > 0 ? `, ${formatCount(burst)} at once` : '';
  return `${formatCount(limit)} in ${formatDuration(windowSeconds)}${most}, for ${scopes[scope]}`;
}

export function describeTargets(targets: readonly string[]): string {
  if (targets.length === 0) return 'no field: code asks it';
  return targets.map((target) => (target === '*' ? 'every field' : target)).join(', ');
}

export const modeWords: Readonly<Record<RateLimitMode, string>> = {
  ENFORCE: 'Calls over the limit are refused.',
  SHADOW: 'Calls over the limit are counted and let through.',
  OFF: 'Calls are neither counted nor refused.',
};

export const modeOptions = (['ENFORCE', 'SHADOW', 'OFF'] as const).map((value) => ({
  value,
  label: formatName(value),
}));
