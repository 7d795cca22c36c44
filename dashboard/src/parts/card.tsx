import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
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

export function EmailField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const input = useRef<HTMLInputElement>(null);
  // It is the first that is typed on a card.
  useEffect(() => input.current?.focus(), []);

  return (
    <label className="field">
      E-mail
      <input
        ref={input}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
