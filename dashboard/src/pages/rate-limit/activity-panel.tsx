import { useFeed } from '../../data.ts';
import { formatClock, formatCount } from '../../format.ts';
import { RateLimitActivityDocument } from '../../generated/graphql.ts';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';

const shown = 15;

/** What is let through and refused, second by second; of one policy where it is named. */
export function ActivityPanel({ policy }: { policy?: string }) {
  const { deliveries, problem } = useFeed(RateLimitActivityDocument, { policy }, shown);
  return (
    <Panel title="Activity" actions={<p className="muted">Live</p>}>
      {problem && <Problem>{problem}</Problem>}
      {deliveries.length === 0 ? (
        <Empty title="No requests since you opened this page.">New ones appear within a second.</Empty>
      ) : (
        <Table label="Activity by second" headings={['Time', 'Policy', '#Allowed', '#Denied']}>
          {deliveries.map(({ rateLimitActivity: { at, allowed, denied, policy } }) => (
            <tr key={`${at} ${policy.name} ${allowed} ${denied}`}>
              <td>{formatClock(at)}</td>
              <td>{policy.name}</td>
              <td className="number">{formatCount(allowed)}</td>
              <td className="number">{formatCount(denied)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
