import { useEffect, useRef } from 'react';

/** The address of an account. It is the first that is typed on a card, so it has the focus. */
export function EmailField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const input = useRef<HTMLInputElement>(null);
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
