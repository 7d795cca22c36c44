import { useState } from 'react';
import type { CombinedError } from 'urql';
import { download } from '../download.ts';
import { explain } from '../problem.ts';
import { Problem } from './notices.tsx';

interface ExportButtonProps {
  /** The name of the file. */
  file: string;
  /** What the button says that it exports. */
  what: string;
  /** Reads the page behind a cursor. */
  read(after: string | null): Promise<{
    page: { text: string; endCursor: string | null } | undefined;
    error: CombinedError | undefined;
  }>;
}

/** Saves all pages of an export as one file. */
export function ExportButton({ file, what, read }: ExportButtonProps) {
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });

  async function save(): Promise<void> {
    setState({ busy: true });
    let text = '';
    let after: string | null = null;
    do {
      const { page, error } = await read(after);
      if (!page) return setState({ busy: false, problem: error && explain(error) });
      text += page.text;
      after = page.endCursor;
    } while (after !== null);
    download(file, 'text/csv', text);
    setState({ busy: false });
  }

  return (
    <>
      {state.problem && <Problem>{state.problem}</Problem>}
      <button type="button" disabled={state.busy} onClick={save}>
        {state.busy ? 'Exporting…' : `Export ${what} as CSV`}
      </button>
    </>
  );
}
