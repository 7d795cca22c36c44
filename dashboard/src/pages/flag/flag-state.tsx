import { formatPercent } from '../../format.ts';
import { Badge } from '../../parts/badge.tsx';

/** Whether a flag is on, and who sees it. */
export function FlagState({ enabled, isPublic }: { enabled: boolean; isPublic: boolean }) {
  return (
    <>
      <Badge tone={enabled ? 'good' : 'plain'}>{enabled ? 'On' : 'Off'}</Badge>{' '}
      <Badge tone="plain">{isPublic ? 'Public' : 'Servers only'}</Badge>
    </>
  );
}

export function formatShare(percent: number): string {
  return formatPercent(percent / 100);
}
