interface CodeFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
}

/** Six digits of a mail or an app. */
export function CodeField({ label, value, onChange }: CodeFieldProps) {
  return (
    <label className="field">
      {label}
      <input
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="\s*(\d\s*){6}"
        title="Six digits"
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
