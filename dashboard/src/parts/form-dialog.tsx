import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Action } from '../data.ts';
import { Problem } from './notices.tsx';

interface FormDialogProps {
  title: string;
  /** What saves it; its problem stands above the buttons. */
  save: Pick<Action<unknown, unknown>, 'busy' | 'problem'>;
  /** Answers whether it was saved; the dialog then closes. */
  onSubmit(): Promise<boolean>;
  onClose(): void;
  children: ReactNode;
}

/** A form over the page that it was opened from. */
export function FormDialog({ title, save, onSubmit, onClose, children }: FormDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (await onSubmit()) dialog.current?.close();
  }

  return (
    <dialog ref={dialog} className="wide" aria-label={title} onClose={onClose}>
      <form onSubmit={submit}>
        <h2>{title}</h2>
        <div className="form">{children}</div>
        {save.problem && <Problem>{save.problem}</Problem>}
        <div className="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={save.busy}>
            {save.busy ? 'Saving…' : 'Save'}
          </button>
        </div>
      </form>
    </dialog>
  );
}
