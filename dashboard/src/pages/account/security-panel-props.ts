import type { SecurityQuery } from '../../generated/graphql.ts';

export interface SecurityPanelProps {
  security: NonNullable<SecurityQuery['viewer']['security']>;
  /** With the recovery codes if they are new. */
  onChanged(recoveryCodes?: readonly string[] | null): void;
}
