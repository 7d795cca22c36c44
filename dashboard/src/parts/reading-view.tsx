import type { ReactNode } from 'react';
import type { Reading } from '../data.ts';
import { Problem } from './notices.tsx';
import { Failed, Forbidden, Loading } from './states.tsx';

interface ReadingViewProps<Data> {
  reading: Pick<Reading<Data>, 'data' | 'problem' | 'kind' | 'loading'> & Partial<Pick<Reading<Data>, 'refresh'>>;
  /** Stands where what the address names is not there. */
  missing?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** What was read, or the state that the reading is in. A later failure stands above what was read before. */
export function ReadingView<Data>({ reading, missing, children }: ReadingViewProps<Data>) {
  const { data, problem, kind, loading, refresh } = reading;
  if (data)
    return (
      <>
        {problem && <Problem>{problem}</Problem>}
        {children(data)}
      </>
    );
  if (loading) return <Loading />;
  if (kind === 'missing' && missing) return missing;
  if (kind === 'forbidden') return <Forbidden title="Your account may not see this." />;
  if (!problem) return null;
  if (!refresh) return <Problem>{problem}</Problem>;
  return (
    <Failed title="This could not be loaded." onRetry={refresh}>
      {problem}
    </Failed>
  );
}
