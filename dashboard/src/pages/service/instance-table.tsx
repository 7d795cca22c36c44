import { formatAgo, formatName } from '../../format.ts';
import type { ServiceRowFragment, ServiceStatus } from '../../generated/graphql.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Table } from '../../parts/table.tsx';

const tones: Record<ServiceStatus, Tone> = { UP: 'good', DRAINING: 'caution', DOWN: 'bad' };
const headings = ['Instance', 'Status', 'Address', 'Version', 'Last heartbeat', 'Expires'];

export function InstanceTable({ service, instances }: { service: string; instances: readonly ServiceRowFragment[] }) {
  return (
    <Table label={`Instances of ${service}`} headings={headings}>
      {instances.map(({ id, instanceId, status, address, version, metadata, lastHeartbeatAt, expiresAt }) => (
        <tr key={id}>
          <td className="described">
            {instanceId}
            {metadata != null && <p className="muted">{describe(metadata)}</p>}
          </td>
          <td>
            <Badge tone={tones[status]}>{formatName(status)}</Badge>
          </td>
          <td>{address}</td>
          <td>{version ?? '–'}</td>
          <td>{formatAgo(lastHeartbeatAt)}</td>
          <td>{formatAgo(expiresAt)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** `pid: 17, queues: default orders` */
function describe(metadata: unknown): string {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return describeValue(metadata);
  return Object.entries(metadata)
    .map(([name, value]) => `${name}: ${describeValue(value)}`)
    .join(', ');
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(describeValue).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
