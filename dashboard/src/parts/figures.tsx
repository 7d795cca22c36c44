import type { ReactNode } from 'react';

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
  tone?: 'bad' | 'plain';
}

/** One number that matters, with its name and a line that puts it in proportion. */
export function Figure({ label, value, hint, tone = 'plain' }: FigureProps) {
  return (
    <div className={`figure ${tone}`}>
      <p className="figure-label">{label}</p>
      <p className="figure-value">{value}</p>
      {hint && <p className="figure-hint">{hint}</p>}
    </div>
  );
}
