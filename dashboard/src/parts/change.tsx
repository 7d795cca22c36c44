// By how much a number changed since the period that it is compared with.

import { type Count, formatChange, formatPoints } from '../format.ts';

export interface Change {
  /** Null where nothing can be said: what it was is not known, or it was 0. */
  text: string | null;
  /** What it was, in words. */
  words: string;
  tone: 'good' | 'bad' | 'plain';
}

/** In per cent. More is better. */
export function changeOf(now: Count | null, before: Count | null, words: string): Change {
  if (now === null || before === null || Number(before) <= 0) return { text: null, words, tone: 'plain' };
  const rate = Number(now) / Number(before) - 1;
  return { text: formatChange(rate), words, tone: toneOf(rate) };
}

interface Bounces {
  bounceRate: number | null;
  sessions: Count | null;
}

/** Of a rate of bounces, in percentage points. Less is better. */
export function pointsOf(now: Bounces, before: Bounces, words: string): Change {
  if (
    now.bounceRate === null ||
    before.bounceRate === null ||
    Number(now.sessions) === 0 ||
    Number(before.sessions) === 0
  )
    return { text: null, words, tone: 'plain' };
  const difference = now.bounceRate - before.bounceRate;
  return { text: formatPoints(difference), words, tone: toneOf(-difference) };
}

function toneOf(difference: number): Change['tone'] {
  return difference > 0 ? 'good' : difference < 0 ? 'bad' : 'plain';
}

export function ChangeMark({ change: { text, words, tone } }: { change: Change }) {
  return (
    <span className={`change ${tone}`} title={words}>
      {text ?? '–'}
      <span className="unseen">, {words}</span>
    </span>
  );
}
