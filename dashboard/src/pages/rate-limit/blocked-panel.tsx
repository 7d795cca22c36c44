import { useEffect, useState } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatCount, formatDuration } from '../../format.ts';
import {
  type LimitedKeyFragment,
  RateLimitBlockedDocument,
  RateLimitUnblockDocument,
} from '../../generated/graphql.ts';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';

const askEveryMs = 2_000;

/** Who is refused at this moment and for how long; and the button that ends it. */
export function BlockedPanel({ policy, onUnblock }: { policy: string; onUnblock(): void }) {
  const reading = useReading(RateLimitBlockedDocument, { name: policy }, askEveryMs);
  const unblock = useAction(RateLimitUnblockDocument);

  async function end(key: string): Promise<void> {
    await unblock.run({ input: { name: policy, key } });
    reading.refresh();
    onUnblock();
  }

  return (
    <Panel title="Blocked now">
      {unblock.problem && <Problem>{unblock.problem}</Problem>}
      <ReadingView reading={reading}>
        {({ rateLimitPolicy }) => (
          <Blocked keys={rateLimitPolicy?.blocked ?? []} busy={unblock.busy} onUnblock={(key) => void end(key)} />
        )}
      </ReadingView>
    </Panel>
  );
}

interface BlockedProps {
  keys: readonly LimitedKeyFragment[];
  busy: boolean;
  onUnblock(key: string): void;
}

function Blocked({ keys, busy, onUnblock }: BlockedProps) {
  const elapsed = useSecondsSince(keys);
  const waiting = keys
    .map((blocked) => ({ ...blocked, left: (blocked.retryAfterSeconds ?? 0) - elapsed }))
    .filter(({ left }) => left > 0);
  if (waiting.length === 0) return <Empty title="Nobody is blocked." />;
  return (
    <Table label="Blocked callers" headings={['Caller', '#Denied', '#Free again in', 'Let it in']}>
      {waiting.map(({ key, denied, left }) => (
        <tr key={key}>
          <td className="breakable">{key}</td>
          <td className="number">{formatCount(denied)}</td>
          <td className="number">{formatDuration(left)}</td>
          <td>
            <button type="button" className="link" disabled={busy} onClick={() => onUnblock(key)}>
              Unblock
            </button>
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Whole seconds since the value was last another one. */
function useSecondsSince(value: unknown): number {
  const [elapsed, setElapsed] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value is the reason to begin anew
  useEffect(() => {
    setElapsed(0);
    const timer = setInterval(() => setElapsed((seconds) => seconds + 1), 1_000);
    return () => clearInterval(timer);
  }, [value]);
  return elapsed;
}
