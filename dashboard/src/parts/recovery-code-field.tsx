interface RecoveryCodeFieldProps {
  value: string;
  onChange(value: string): void;
}

/** One of the codes that were shown when the second factor was set up. */
export function RecoveryCodeField({ value, onChange }: RecoveryCodeFieldProps) {
  return (
    <label className="field">
      A recovery code
      <input
        name="recovery-code"
        autoComplete="off"
        spellCheck={false}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
