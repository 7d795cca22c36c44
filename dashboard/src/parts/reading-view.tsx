import type { ReactNode } from 'react';
import type { Reading } from '../data.ts';
import { Problem } from './notices.tsx';

interface ReadingViewProps<Data> {
  reading: Pick<Reading<Data>, 'data' | 'problem' | 'loading'>;
  children: (data: Data) => ReactNode;
}

/** What was read; before that a placeholder; where reading failed the reason, above what was read before. */
export function ReadingView<Data>({ reading, children }: ReadingViewProps<Data>) {
  return (
    <>
      {reading.problem && <Problem>{reading.problem}</Problem>}
      {reading.data ? children(reading.data) : reading.loading && <Placeholder />}
    </>
  );
}

function Placeholder() {
  return (
    <div className="placeholder" role="status">
      <span className="unseen">Loading</span>
    </div>
  );
}
