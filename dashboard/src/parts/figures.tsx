import type { ReactNode } from 'react';
import { type Change, ChangeMark } from './change.tsx';

export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="figures" aria-label={label}>
      {children}
    </section>
  );
}

interface FigureProps {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
  /** Since the period that it is compared with. */
  change?: Change;
  tone?: 'bad' | 'plain';
}

/** One number that matters, with its name and a line that puts it in proportion. */
export function Figure({ label, value, hint, change, tone = 'plain' }: FigureProps) {
  return (
    <div className={`figure ${tone}`}>
      <p className="figure-label">{label}</p>
      <p className="figure-value">
        {value} {change && <ChangeMark change={change} />}
      </p>
      {hint && <p className="figure-hint">{hint}</p>}
    </div>
  );
}
