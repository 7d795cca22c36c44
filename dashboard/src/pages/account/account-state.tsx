import { Badge } from '../../parts/badge.tsx';

interface AccountStateProps {
  account: { disabled: boolean; invitedAt: string | null };
}

export function AccountState({ account: { disabled, invitedAt } }: AccountStateProps) {
  if (disabled) return <Badge tone="bad">Disabled</Badge>;
  return invitedAt ? <Badge tone="plain">Invited</Badge> : <Badge tone="good">Enabled</Badge>;
}
