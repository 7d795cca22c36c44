// What the stores of second factors share: where factors are kept, what judges them, and who is told.

import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import type { SecurityEvent, SecurityListener } from '../session/event.ts';
import { userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import type { FactorFields, SecondFactorSettings } from './factor.ts';
import { accountKeys } from './keys.ts';
import type { Notices } from './notice.ts';
import { PasskeyJudge } from './passkey.ts';
import { Seals } from './seal.ts';

export interface FactorParts {
  readonly accounts: Accounts;
  readonly notices: Notices;
}

export class FactorWorld {
  readonly redis: RedisHandle;
  readonly accounts: Accounts;
  readonly notices: Notices;
  readonly seals: Seals;
  /** What apps and browsers call this installation. */
  readonly issuer: string;
  readonly passkeys: PasskeyJudge;
  readonly report: SecurityListener;

  constructor(redis: RedisHandle, parts: FactorParts, settings: SecondFactorSettings, report: SecurityListener) {
    this.redis = redis;
    this.accounts = parts.accounts;
    this.notices = parts.notices;
    this.seals = new Seals(settings.secretKeys ?? []);
    this.issuer = settings.issuer ?? 'Mortar';
    this.passkeys = new PasskeyJudge(redis, this.issuer, settings.passkeys);
    this.report = guarded('onSecurityEvent', report);
  }

  key(userId: string): string {
    return accountKeys.factors(this.redis, userOwner(userId));
  }

  fields(userId: string): Promise<FactorFields> {
    return this.redis.client.hgetall(this.key(userId));
  }

  /** The owner gets the mail that the script has written down, and the log its act. */
  async tell(userId: string, kind: SecurityEvent['kind'], reason?: string): Promise<void> {
    await this.notices.hurry(userId);
    this.report(reason === undefined ? { kind, userId } : { kind, userId, reason });
  }
}
