interface PasswordFieldProps {
  label: string;
  /** `new` keeps the browser from filling in the present one, and lets it offer one. */
  kind?: 'current' | 'new';
  value: string;
  onChange(value: string): void;
}

/** A password, told to the browser's password manager by its kind. */
export function PasswordField({ label, kind = 'current', value, onChange }: PasswordFieldProps) {
  return (
    <label className="field">
      {label}
      <input
        type="password"
        name={`${kind}-password`}
        autoComplete={`${kind}-password`}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
