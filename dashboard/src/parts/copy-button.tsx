import { useState } from 'react';

/** Nothing where the browser gives pages no clipboard, as over plain HTTP from another machine. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  if (!navigator.clipboard) return null;
  return (
    <>
      <button
        type="button"
        aria-label={label}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        Copy
      </button>
      <span className="muted" role="status">
        {copied && 'Copied'}
      </span>
    </>
  );
}
