import { formatName } from '../../format.ts';
import type { OrderState } from '../../generated/graphql.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';

const tones: Record<OrderState, Tone> = {
  PENDING: 'busy',
  PAID: 'good',
  FULFILLED: 'good',
  DELIVERED: 'good',
  CANCELLED: 'caution',
  REFUNDED: 'caution',
  FAILED: 'bad',
};

export function OrderStateBadge({ state }: { state: OrderState }) {
  return <Badge tone={tones[state]}>{formatName(state)}</Badge>;
}
