import { useEffect, useRef } from 'react';

interface EmailFieldProps {
  value: string;
  onChange(value: string): void;
  /** Whether a user name will do. */
  orName?: boolean;
}

/** The address of an account. It is the first that is typed on a card, so it has the focus. */
export function EmailField({ value, onChange, orName = false }: EmailFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  return (
    <label className="field">
      {orName ? 'E-mail or user name' : 'E-mail'}
      <input
        ref={input}
        type={orName ? 'text' : 'email'}
        name="email"
        autoComplete="username"
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
