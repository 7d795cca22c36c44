// What the panels of the page Traffic ask about: a site, some days of its time zone, and which visits.

import type { PeriodShift } from '../../generated/graphql.ts';
import { useChoice } from '../../routing.tsx';
import type { Period } from './period.ts';
import type { Filtering } from './visit-filter.ts';

export interface Asked {
  site: string | undefined;
  zone: string;
  period: Period;
  filtering: Filtering;
  compared: Compared;
}

type Name = 'OFF' | PeriodShift;

const names: readonly Name[] = ['OFF', 'PERIOD', 'YEAR'];

/** What the shown period is compared with, as the address says. */
export interface Compared {
  name: Name;
  choose(name: Name): void;
  /** As queries take it. */
  variables: { compare: boolean; shift: PeriodShift | undefined };
  /** What the other period is called, behind `the`. */
  words: string;
}

export const comparisons: readonly { value: Name; label: string }[] = [
  { value: 'OFF', label: 'No comparison' },
  { value: 'PERIOD', label: 'With the period before' },
  { value: 'YEAR', label: 'With a year before' },
];

export function useCompared(): Compared {
  const [name, choose] = useChoice('compare', names, 'PERIOD');
  return {
    name,
    choose,
    variables: { compare: name !== 'OFF', shift: name === 'OFF' ? undefined : name },
    words: name === 'YEAR' ? 'same days a year before' : 'period before',
  };
}
