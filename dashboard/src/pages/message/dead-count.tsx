import { type Count, formatCount } from '../../format.ts';
import { Badge } from '../../parts/badge.tsx';

/** Stands out where there are any. */
export function DeadCount({ count }: { count: Count }) {
  return Number(count) > 0 ? <Badge tone="bad">{formatCount(count)}</Badge> : formatCount(count);
}
