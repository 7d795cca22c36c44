import { type ReactNode, useEffect, useRef } from 'react';
import { takeArrival } from '../routing.tsx';

interface PageProps {
  title: string;
  /** Stands beside the title: what can be chosen or done with the whole page. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Its heading takes the focus when the reader comes from another page, so that who reads with the ears begins there. */
export function Page({ title, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Mortar`;
  }, [title]);
  useEffect(() => {
    if (takeArrival()) heading.current?.focus();
  }, []);
  return (
    <>
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

export function Panel({ title, actions, children }: PageProps) {
  return (
    <section className="panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
