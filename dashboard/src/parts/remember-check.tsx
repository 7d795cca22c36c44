interface RememberCheckProps {
  checked: boolean;
  onChange(checked: boolean): void;
}

/** Whether the session that begins outlasts the browser. */
export function RememberCheck({ checked, onChange }: RememberCheckProps) {
  return (
    <label>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      Stay logged in on this device
    </label>
  );
}
