// Second factors at log-ins and in sessions: a log-in that needs one is pending until it is given. A passkey alone is enough, since it
// proves both who it is and that its owner is there.

import { createHash, randomBytes } from 'node:crypto';
import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { SessionClient } from '../session/client.ts';
import type { SecurityEvent, SecurityListener } from '../session/event.ts';
import { newSessionName, userOwner } from '../session/token.ts';
import { Attempts, tooManyAttempts } from './attempt.ts';
import { type DeviceText, knownDevice, newDeviceSecret, rememberOn } from './device.ts';
import {
  bareCode,
  type FactorState,
  factorLimits,
  type GivenFactor,
  type PendingLogIn,
  refuseFactor,
  type SecondFactorSettings,
  stateOf,
} from './factor.ts';
import { type FactorParts, FactorWorld } from './factor-world.ts';
import { accountKeys } from './keys.ts';
import { passkeyLimits } from './passkey.ts';
import { recoveryDigest, recoveryLimits } from './recovery-code.ts';
import type { PasswordClient } from './settings.ts';
import { stepOf } from './totp.ts';

const scripts = {
  pending: loadScript('account/pending-begin'),
  take: loadScript('account/factor-take'),
  remember: loadScript('account/remember'),
};

/** What the script judges a given factor by. */
interface Evidence {
  readonly kind: 'totp' | 'code' | 'key' | 'wrong';
  readonly subject: string;
  readonly number: number;
  readonly challenge?: string;
}

const nothing: Evidence = { kind: 'wrong', subject: '', number: 0 };

export class SecondFactors {
  readonly #world: FactorWorld;
  readonly #attempts: Attempts;

  constructor(
    redis: RedisHandle,
    parts: FactorParts,
    settings: SecondFactorSettings = {},
    report: SecurityListener = () => {},
  ) {
    this.#world = new FactorWorld(redis, parts, settings, report);
    this.#attempts = new Attempts(redis);
  }

  /** What an account has. */
  async state(userId: string): Promise<FactorState> {
    return stateOf(await this.#world.fields(userId));
  }

  /**
   * Begins a log-in that needs a second factor, unless the account has none, or the device is trusted.
   * @param trusted what the device keeps of accounts that trust it.
   */
  async begin(userId: string, trusted: string | null): Promise<PendingLogIn | 'none' | 'trusted'> {
    const fields = await this.#world.fields(userId);
    const { methods } = stateOf(fields);
    if (methods.length === 0) return 'none';
    if (knownDevice('trusted', trusted, userId, fields.trust) !== null) return 'trusted';
    const name = newSessionName();
    const secret = randomBytes(32).toString('base64url');
    const { pendingMs, pendingPerAccount } = factorLimits;
    const key = accountKeys.pending(this.#world.redis, userOwner(userId));
    const ends = (await this.#world.redis.run(
      scripts.pending,
      [key],
      [name, digest(secret), pendingMs, pendingPerAccount],
    )) as string;
    return { token: `${userId}.${name}.${secret}`, expiresAt: new Date(Number(ends)), methods };
  }

  /**
   * The account of a pending log-in, whose second factor is given.
   * @throws Refusal SECOND_FACTOR_INVALID, TOO_MANY_ATTEMPTS.
   */
  async complete(token: string, given: GivenFactor, client: PasswordClient): Promise<string> {
    checkText(token, 'logIn', factorLimits.tokenCharacters);
    const [, userId, name, secret] = /^([\w-]{16})\.([\w-]{12})\.([\w-]{43})$/.exec(token) ?? [];
    if (!userId || !name || !secret) return refuseFactor('logIn');
    const device = await this.#world.accounts.deviceOf(userId, client);
    const subject = { kind: 'factor', subject: device === null ? userId : `${userId} ${device}` } as const;
    const wait = await this.#attempts.begin([subject]);
    if (wait) tooManyAttempts(Math.ceil(wait.waitMs / 1_000));
    await this.#take(userId, given, { name, digest: digest(secret) }, { ipAddress: client.ipAddress });
    await this.#attempts.forgive(subject);
    return userId;
  }

  /**
   * Checks a second factor of somebody who has a session, whose attempts count for it.
   * @throws Refusal SECOND_FACTOR_INVALID, TOO_MANY_ATTEMPTS.
   */
  async confirm(userId: string, sessionId: string, given: GivenFactor): Promise<void> {
    const subject = { kind: 'session', subject: sessionId } as const;
    const wait = await this.#attempts.begin([subject]);
    if (wait) tooManyAttempts(Math.ceil(wait.waitMs / 1_000));
    await this.#take(userId, given, { name: '', digest: '' }, { sessionId });
    await this.#attempts.forgive(subject);
    this.#world.report({ kind: 'reauthenticated', userId, sessionId });
  }

  /** What a device is to keep, so that it is not asked for the second factor for a while; null where the account has none. */
  async trust(userId: string, trusted: string | null): Promise<DeviceText | null> {
    const [outcome, secret = ''] = (await this.#world.redis.run(
      scripts.remember,
      [this.#world.key(userId)],
      ['trust', newDeviceSecret()],
    )) as ['OK', string] | ['NONE'];
    return outcome === 'OK' ? rememberOn('trusted', trusted, userId, secret) : null;
  }

  /** No device is trusted any more: each is asked for the second factor at its next log-in. */
  async distrust(userId: string): Promise<void> {
    await this.#world.redis.client.hdel(this.#world.key(userId), 'trust');
  }

  /** What a browser is to ask a passkey with. */
  passkeyOptions(): Promise<{ readonly challenge: string }> {
    return this.#world.passkeys.requestOptions();
  }

  /**
   * The account whose passkey has answered: it proves who it is, and that its owner is there, so that nothing else is needed.
   * @throws Refusal SECOND_FACTOR_INVALID.
   */
  async logInByPasskey(passkey: unknown, { ipAddress }: SessionClient): Promise<string> {
    const userId = this.#world.passkeys.ownerOf(passkey);
    if (userId === null) return refuseFactor('passkey');
    await this.#take(userId, { passkey }, { name: '', digest: '' }, { ipAddress });
    this.#world.report({ kind: 'log_in', userId, ipAddress, reason: 'passkey' });
    return userId;
  }

  async #take(
    userId: string,
    given: GivenFactor,
    pending: { readonly name: string; readonly digest: string },
    facts: Partial<SecurityEvent>,
  ): Promise<void> {
    const { kind, subject, number, challenge = '' } = await this.#read(userId, given);
    const owner = userOwner(userId);
    const { tries } = factorLimits;
    const [outcome] = (await this.#world.redis.run(
      scripts.take,
      [
        accountKeys.pending(this.#world.redis, owner),
        this.#world.key(userId),
        this.#world.notices.keyOf(userId),
        accountKeys.challenge(this.#world.redis, owner, digest(challenge)),
      ],
      [
        pending.name,
        pending.digest,
        tries,
        kind,
        subject,
        number,
        owner,
        this.#world.notices.kept,
        passkeyLimits.challengeMs,
      ],
    )) as ['OK'] | ['NONE'] | ['WRONG'];
    if (outcome !== 'OK') {
      this.#world.report({ kind: 'second_factor_failed', userId, ...facts });
      refuseFactor(outcome === 'NONE' ? 'logIn' : (Object.keys(given)[0] ?? ''));
    }
    if (kind === 'code') await this.#world.tell(userId, 'recovery_code_used');
  }

  async #read(userId: string, given: GivenFactor): Promise<Evidence> {
    if ('recoveryCode' in given) {
      checkText(given.recoveryCode, 'recoveryCode', recoveryLimits.characters);
      return { kind: 'code', subject: recoveryDigest(userId, given.recoveryCode), number: 0 };
    }
    if ('passkey' in given) {
      if (this.#world.passkeys.ownerOf(given.passkey) !== userId) return nothing;
      const answered = await this.#world.passkeys.verify(await this.#world.fields(userId), given.passkey);
      return answered === null
        ? nothing
        : { kind: 'key', subject: answered.id, number: answered.counter, challenge: answered.challenge };
    }
    checkText(given.totp, 'totp', factorLimits.codeCharacters);
    const { totp = '' } = await this.#world.fields(userId);
    const secret = this.#world.seals.open(totp, userId);
    const step = secret === null ? null : stepOf(secret, bareCode(given.totp));
    return step === null ? nothing : { kind: 'totp', subject: totp, number: step };
  }
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
