import { type ReactNode, useId } from 'react';

interface InputAttributes {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with the value, in words. */
  error?: string;
  /** Draws the input; its attributes tie it to its name and to the words below it, for who cannot see them. */
  children(attributes: InputAttributes): ReactNode;
}

/** An input with its name, and below it what is expected or wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const words = error ?? hint;
  const wordsId = `${id}-words`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': words ? wordsId : undefined })}
      {words && (
        <p id={wordsId} className={error ? 'field-error' : 'muted'} role={error ? 'alert' : undefined}>
          {words}
        </p>
      )}
    </div>
  );
}
