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
  return (
    <p className="notice good" role="status">
      {children}
    </p>
  );
}

export function Hint({ children }: { children: ReactNode }) {
  return <p className="notice">{children}</p>;
}
