import { formatName } from '../../format.ts';
import type { JobState } from '../../generated/graphql.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';

const tones: Record<JobState, Tone> = {
  WAITING: 'plain',
  DELAYED: 'plain',
  ACTIVE: 'busy',
  COMPLETED: 'good',
  DEAD: 'bad',
  CANCELLED: 'caution',
};

export function JobStateBadge({ state }: { state: JobState }) {
  return <Badge tone={tones[state]}>{formatName(state)}</Badge>;
}
