// What stands in the place of data: while it is loaded, where there is none, and where it cannot be had. Each is designed here, once.

import type { ReactNode } from 'react';

/** Before the first answer. */
export function Loading() {
  return (
    <div className="placeholder" role="status">
      <span className="unseen">Loading</span>
    </div>
  );
}

interface StateProps {
  title: string;
  /** What the reader can do about it. */
  children?: ReactNode;
}

/** A list without entries, with what would make them appear. */
export function Empty({ title, children }: StateProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

/** What the address names is not there, or no longer. */
export function Missing({ title, children }: StateProps) {
  return (
    <div className="empty" role="status">
      <p className="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

/** It is there, and not for this account. */
export function Forbidden({ title, children }: StateProps) {
  return (
    <div className="empty" role="status">
      <p className="empty-title">{title}</p>
      <p>{children ?? 'Ask an administrator for the role that it needs, or log in with another account.'}</p>
    </div>
  );
}

interface FailedProps extends StateProps {
  /** Tries again. */
  onRetry(): void;
  retry?: string;
}

/** It could not be read or drawn. */
export function Failed({ title, children, onRetry, retry = 'Try again' }: FailedProps) {
  return (
    <div className="empty" role="alert">
      <p className="empty-title">{title}</p>
      {children && <p>{children}</p>}
      <p>
        <button type="button" onClick={onRetry}>
          {retry}
        </button>
      </p>
    </div>
  );
}
