import { useEffect, useRef } from 'react';

interface HandOverProps {
  /** The page that the link leads to. */
  page: 'invitation' | 'password-reset';
  token: string;
  onClose(): void;
}

/** A link that could not be mailed. It is shown once. */
export function HandOver({ page, token, onClose }: HandOverProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="wide" aria-label="Hand over this link" onClose={onClose}>
      <h2>Hand over this link</h2>
      <p>
        This installation cannot send mail. Give the link only to the owner of the account: anybody who has it can set
        the password.
      </p>
      <pre className="mail">{`${window.location.origin}/dashboard/${page}#token=${token}`}</pre>
      <div className="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          Done
        </button>
      </div>
    </dialog>
  );
}
