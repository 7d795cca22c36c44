import { formatMoment, formatName } from '../../format.ts';
import type { ProfileQuery } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';

interface LogInPanelProps {
  logIns: NonNullable<ProfileQuery['viewer']['user']>['logIns'];
}

/** When, how and from where the reader has logged in lately. */
export function LogInPanel({ logIns }: LogInPanelProps) {
  return (
    <Panel title="Your last log-ins">
      {logIns.length === 0 ? (
        <Empty title="No log-ins are recorded." />
      ) : (
        <Table label="Log-ins" headings={['When', 'How', 'Device', 'Network']}>
          {logIns.map(({ at, method, device, network }) => (
            <tr key={`${at} ${method} ${device}`}>
              <td>{formatMoment(at)}</td>
              <td>{formatName(method)}</td>
              <td>{device}</td>
              <td>{network ?? '–'}</td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
