import { formatAgo } from '../../format.ts';
import type { WebhookRowFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';

/** Whether events are sent, and arrive. */
export function WebhookState({ webhook }: { webhook: WebhookRowFragment }) {
  if (webhook.stopped) return <Badge tone="bad">Disabled after failures</Badge>;
  if (!webhook.enabled) return <Badge>Disabled</Badge>;
  if (webhook.failingSince) return <Badge tone="caution">Failing since {formatAgo(webhook.failingSince)}</Badge>;
  return <Badge tone="good">Enabled</Badge>;
}
