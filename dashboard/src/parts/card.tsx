import { type FormEvent, type ReactNode, useEffect } from 'react';
import iconUrl from '../icon.svg';

interface CardProps {
  /** What the browser shows as the title of the page. */
  title: string;
  onSubmit?(): void;
  children: ReactNode;
}

/** A small form in the middle of the page, for who is not logged in. */
export function Card({ title, onSubmit, children }: CardProps) {
  useEffect(() => {
    document.title = `${title} · Mortar`;
  }, [title]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    onSubmit?.();
  }

  return (
    <main className="log-in">
      <form onSubmit={submit}>
        <h1 className="brand">
          <img src={iconUrl} alt="" />
          Mortar
        </h1>
        {children}
      </form>
    </main>
  );
}
