import type { ReactNode } from 'react';

export function Problem({ children }: { children: ReactNode }) {
  return (
    <p className="notice problem" role="alert">
      {children}
    </p>
  );
}

export function Caution({ children }: { children: ReactNode }) {
  return <p className="notice caution">{children}</p>;
}

export function Good({ children }: { children: ReactNode }) {
  return <p className="notice good">{children}</p>;
}

export function Hint({ children }: { children: ReactNode }) {
  return <p className="notice">{children}</p>;
}

/** Said where there is nothing to show, with what would make it appear. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}
