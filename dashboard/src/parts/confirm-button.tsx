import { type ReactNode, useId, useRef } from 'react';

interface ConfirmButtonProps {
  children: ReactNode;
  question: string;
  /** What follows, and whether it can be undone. */
  consequence: string;
  onConfirm(): void;
  /** For what takes nothing away, and yet cannot be undone. */
  calm?: boolean;
  disabled?: boolean;
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({ children, question, consequence, onConfirm, calm, disabled }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const tone = calm ? 'primary' : 'danger';

  function confirm(): void {
    dialog.current?.close();
    onConfirm();
  }

  return (
    <>
      <button type="button" className={tone} disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {children}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h2 id={titleId}>{question}</h2>
        <p>{consequence}</p>
        <div className="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {calm ? 'Not yet' : 'Keep'}
          </button>
          <button type="button" className={tone} onClick={confirm}>
            {children}
          </button>
        </div>
      </dialog>
    </>
  );
}
