// What an account needs beside its password: an authenticator app, or passkeys, and recovery codes for the day when these are lost. A
// log-in that needs one is pending until it is given.

import { createHash, randomBytes } from 'node:crypto';
import { checkText } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { SecurityEvent, SecurityListener } from '../session/event.ts';
import type { Role } from '../session/role.ts';
import { newSessionName, userOwner } from '../session/token.ts';
import type { Accounts, PasswordClient } from './account.ts';
import { Attempts, tooManyAttempts } from './attempt.ts';
import { type DeviceText, knownDevice, newDeviceSecret, rememberOn } from './device.ts';
import { accountKeys } from './keys.ts';
import type { Notices } from './notice.ts';
import { newRecoveryCodes, recoveryDigest, recoveryLimits } from './recovery-code.ts';
import { Seals } from './seal.ts';
import { newTotpSecret, stepOf, type TotpSetup, totpSetup } from './totp.ts';

export const factorLimits = {
  /** A log-in that needs a second factor, and an app that was not confirmed yet. */
  pendingMs: 10 * 60_000,
  pendingPerAccount: 10,
  tries: 5,
  codeCharacters: 20,
  tokenCharacters: 200,
  challengeMs: 5 * 60_000,
} as const;

export const factorMethods = ['TOTP', 'PASSKEY', 'RECOVERY_CODE'] as const;
export type FactorMethod = (typeof factorMethods)[number];

/** What somebody gives as a second factor. */
export type GivenFactor = { readonly totp: string } | { readonly recoveryCode: string };

/** A log-in that only lacks a second factor. */
export interface PendingLogIn {
  readonly token: string;
  readonly expiresAt: Date;
  readonly methods: readonly FactorMethod[];
}

export interface FactorState {
  /** Since when there is an authenticator app; null where there is none. */
  readonly totpSince: Date | null;
  readonly recoveryCodesLeft: number;
  readonly methods: readonly FactorMethod[];
}

export interface SecondFactorSettings {
  /** Encrypt the secrets of apps at rest: the first does, all decrypt. Without one there are no apps. */
  readonly secretKeys?: readonly string[];
  /** What apps call this installation. */
  readonly issuer?: string;
  /** Roles that an account may have only with a second factor. */
  readonly requiredFor?: readonly Role[];
}

const scripts = {
  beginTotp: loadScript('account/totp-begin'),
  addTotp: loadScript('account/totp-add'),
  remove: loadScript('account/factor-remove'),
  codes: loadScript('account/recovery-codes'),
  pending: loadScript('account/pending-begin'),
  take: loadScript('account/factor-take'),
  remember: loadScript('account/remember'),
};

type Fields = Readonly<Record<string, string>>;

/** What the script judges a given factor by. */
interface Evidence {
  readonly kind: 'totp' | 'code' | 'key' | 'wrong';
  readonly subject: string;
  readonly number: number;
}

const nothing: Evidence = { kind: 'wrong', subject: '', number: 0 };

export class SecondFactors {
  readonly #redis: RedisHandle;
  readonly #accounts: Accounts;
  readonly #notices: Notices;
  readonly #attempts: Attempts;
  readonly #seals: Seals;
  readonly #issuer: string;
  readonly #requiredFor: readonly Role[];
  readonly #report: SecurityListener;

  constructor(
    redis: RedisHandle,
    { accounts, notices }: { readonly accounts: Accounts; readonly notices: Notices },
    settings: SecondFactorSettings = {},
    report: SecurityListener = () => {},
  ) {
    this.#redis = redis;
    this.#accounts = accounts;
    this.#notices = notices;
    this.#attempts = new Attempts(redis);
    this.#seals = new Seals(settings.secretKeys ?? []);
    this.#issuer = settings.issuer ?? 'Mortar';
    this.#requiredFor = settings.requiredFor ?? [];
    this.#report = guarded('onSecurityEvent', report);
  }

  /** What an account has. */
  async state(userId: string): Promise<FactorState> {
    return stateOf(await this.#fields(userId));
  }

  /**
   * Begins a log-in that needs a second factor, unless the account has none, or the device is trusted.
   * @param trusted what the device keeps of accounts that trust it.
   */
  async begin(userId: string, trusted: string | null): Promise<PendingLogIn | 'none' | 'trusted'> {
    const fields = await this.#fields(userId);
    const { methods } = stateOf(fields);
    if (methods.length === 0) return 'none';
    if (knownDevice('trusted', trusted, userId, fields.trust) !== null) return 'trusted';
    const name = newSessionName();
    const secret = randomBytes(32).toString('base64url');
    const { pendingMs, pendingPerAccount } = factorLimits;
    const key = accountKeys.pending(this.#redis, userOwner(userId));
    const ends = (await this.#redis.run(
      scripts.pending,
      [key],
      [name, digest(secret), pendingMs, pendingPerAccount],
    )) as string;
    return { token: `${userId}.${name}.${secret}`, expiresAt: new Date(Number(ends)), methods };
  }

  /** Whether the device has given a second factor of the account lately, or the account has none. */
  async isTrusted(userId: string, trusted: string | null): Promise<boolean> {
    const { trust } = await this.#fields(userId);
    return knownDevice('trusted', trusted, userId, trust) !== null;
  }

  /**
   * The account of a pending log-in, whose second factor is given.
   * @throws Refusal SECOND_FACTOR_INVALID, TOO_MANY_ATTEMPTS.
   */
  async complete(token: string, given: GivenFactor, client: PasswordClient): Promise<string> {
    checkText(token, 'token', factorLimits.tokenCharacters);
    const [, userId, name, secret] = /^([\w-]{16})\.([\w-]{12})\.([\w-]{43})$/.exec(token) ?? [];
    if (!userId || !name || !secret) return refuseFactor('token');
    const device = await this.#accounts.deviceOf(userId, client);
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
    this.#report({ kind: 'reauthenticated', userId, sessionId });
  }

  /** What a device is to keep, so that it is not asked for the second factor for a while; null where the account has none. */
  async trust(userId: string, trusted: string | null): Promise<DeviceText | null> {
    const [outcome, secret = ''] = (await this.#redis.run(
      scripts.remember,
      [this.#key(userId)],
      ['trust', newDeviceSecret()],
    )) as ['OK', string] | ['NONE'];
    return outcome === 'OK' ? rememberOn('trusted', trusted, userId, secret) : null;
  }

  /** No device is trusted any more: each is asked for the second factor at its next log-in. */
  async distrust(userId: string): Promise<void> {
    await this.#redis.client.hdel(this.#key(userId), 'trust');
  }

  /**
   * A secret for an authenticator app, which counts when its first code was given.
   * @throws Refusal SECOND_FACTOR_UNAVAILABLE, ILLEGAL_STATE, NOT_FOUND.
   */
  async beginTotp(userId: string): Promise<TotpSetup & { readonly expiresAt: Date }> {
    if (!this.#seals.available)
      refuse('SECOND_FACTOR_UNAVAILABLE', 'This installation cannot keep the secret of an app. Ask its operator.');
    const account = await this.#accounts.find(userId);
    if (!account) refuse('NOT_FOUND', 'There is no such account.');
    const secret = newTotpSecret();
    const expiresAt = new Date(Date.now() + factorLimits.pendingMs);
    const [outcome] = (await this.#redis.run(
      scripts.beginTotp,
      [accountKeys.record(this.#redis, userOwner(userId)), this.#key(userId)],
      // Without mail nobody can prove an address.
      [this.#seals.seal(secret, userId), factorLimits.pendingMs, this.#notices.available ? 1 : 0],
    )) as ['OK'] | ['NONE'] | ['UNPROVEN'] | ['EXISTS'];
    if (outcome === 'NONE') refuse('NOT_FOUND', 'There is no such account.');
    if (outcome === 'UNPROVEN') refuseUnproven();
    if (outcome === 'EXISTS')
      refuse('ILLEGAL_STATE', 'Your account has an authenticator app already. Remove it to set up another one.');
    return { ...totpSetup(secret, this.#issuer, account.email), expiresAt };
  }

  /**
   * Adds the app whose first code is given. Returns the recovery codes if it is the account's first second factor; they are told once.
   * @throws Refusal SECOND_FACTOR_INVALID.
   */
  async confirmTotp(userId: string, code: string): Promise<readonly string[] | null> {
    checkText(code, 'code', factorLimits.codeCharacters);
    const { newTotp = '' } = await this.#fields(userId);
    const secret = this.#seals.open(newTotp, userId);
    const step = secret === null ? null : stepOf(secret, bareCode(code));
    if (step === null) return refuseFactor('code');
    const codes = newRecoveryCodes();
    const answer = (await this.#redis.run(
      scripts.addTotp,
      [this.#key(userId), this.#notices.keyOf(userId)],
      [newTotp, step, userOwner(userId), this.#notices.kept, ...codes.map((each) => recoveryDigest(userId, each))],
    )) as ['OK', number] | ['NONE'];
    if (answer[0] === 'NONE') return refuseFactor('code');
    await this.#tell(userId, 'second_factor_added', 'TOTP');
    return answer[1] === 1 ? codes : null;
  }

  /** @throws Refusal NOT_FOUND; ILLEGAL_STATE for the last one of an account that has to have one. */
  async removeTotp(userId: string): Promise<void> {
    await this.#remove(userId, 'totp');
    await this.#tell(userId, 'second_factor_removed', 'TOTP');
  }

  /**
   * Replaces all recovery codes. They are told once.
   * @throws Refusal ILLEGAL_STATE where the account has no second factor.
   */
  async replaceRecoveryCodes(userId: string): Promise<readonly string[]> {
    const codes = newRecoveryCodes();
    const [outcome] = (await this.#redis.run(
      scripts.codes,
      [this.#key(userId), this.#notices.keyOf(userId)],
      [userOwner(userId), this.#notices.kept, ...codes.map((each) => recoveryDigest(userId, each))],
    )) as ['OK'] | ['NONE'];
    if (outcome === 'NONE')
      refuse(
        'ILLEGAL_STATE',
        'Recovery codes stand in for a second factor, and your account has none. Set one up first.',
      );
    await this.#tell(userId, 'recovery_codes_replaced');
    return codes;
  }

  async #remove(userId: string, field: string): Promise<void> {
    const account = await this.#accounts.find(userId);
    const mustKeep = account?.roles.some((role) => this.#requiredFor.includes(role)) ?? false;
    const [outcome] = (await this.#redis.run(
      scripts.remove,
      [this.#key(userId), this.#notices.keyOf(userId)],
      [field, mustKeep ? 1 : 0, userOwner(userId), this.#notices.kept],
    )) as ['OK'] | ['NONE'] | ['LAST'];
    if (outcome === 'NONE') refuse('NOT_FOUND', 'Your account has no such second factor.');
    if (outcome === 'LAST')
      refuse('ILLEGAL_STATE', 'Administrators need a second factor here. Add another one before you remove this one.');
  }

  async #take(
    userId: string,
    given: GivenFactor,
    pending: { readonly name: string; readonly digest: string },
    facts: Partial<SecurityEvent>,
  ): Promise<void> {
    const { kind, subject, number } = await this.#read(userId, given);
    const owner = userOwner(userId);
    const { tries, challengeMs } = factorLimits;
    const [outcome] = (await this.#redis.run(
      scripts.take,
      [
        accountKeys.pending(this.#redis, owner),
        this.#key(userId),
        this.#notices.keyOf(userId),
        accountKeys.challenge(this.#redis, owner, ''),
      ],
      [pending.name, pending.digest, tries, kind, subject, number, owner, this.#notices.kept, challengeMs],
    )) as ['OK'] | ['NONE'] | ['WRONG'];
    if (outcome !== 'OK') {
      this.#report({ kind: 'second_factor_failed', userId, ...facts });
      refuseFactor(outcome === 'NONE' ? 'token' : (Object.keys(given)[0] ?? ''));
    }
    if (kind === 'code') await this.#tell(userId, 'recovery_code_used');
  }

  async #read(userId: string, given: GivenFactor): Promise<Evidence> {
    if ('recoveryCode' in given) {
      checkText(given.recoveryCode, 'recoveryCode', recoveryLimits.characters);
      return { kind: 'code', subject: recoveryDigest(userId, given.recoveryCode), number: 0 };
    }
    checkText(given.totp, 'totp', factorLimits.codeCharacters);
    const { totp = '' } = await this.#fields(userId);
    const secret = this.#seals.open(totp, userId);
    const step = secret === null ? null : stepOf(secret, bareCode(given.totp));
    return step === null ? nothing : { kind: 'totp', subject: totp, number: step };
  }

  async #tell(userId: string, kind: SecurityEvent['kind'], reason?: string): Promise<void> {
    await this.#notices.hurry(userId);
    this.#report(reason === undefined ? { kind, userId } : { kind, userId, reason });
  }

  #fields(userId: string): Promise<Fields> {
    return this.#redis.client.hgetall(this.#key(userId));
  }

  #key(userId: string): string {
    return accountKeys.factors(this.#redis, userOwner(userId));
  }
}

function stateOf(fields: Fields): FactorState {
  const names = Object.keys(fields);
  const recoveryCodesLeft = names.filter((name) => name.startsWith('code:')).length;
  const methods: FactorMethod[] = [];
  if (fields.totp !== undefined) methods.push('TOTP');
  if (names.some((name) => name.startsWith('key:'))) methods.push('PASSKEY');
  if (methods.length > 0 && recoveryCodesLeft > 0) methods.push('RECOVERY_CODE');
  return { totpSince: fields.totpAt ? new Date(Number(fields.totpAt)) : null, recoveryCodesLeft, methods };
}

function refuseUnproven(): never {
  refuse(
    'ILLEGAL_STATE',
    'Confirm your e-mail address first: with a second factor nobody who merely knows the address can take it from its owner.',
  );
}

function refuseFactor(field: string): never {
  refuse('SECOND_FACTOR_INVALID', 'The code does not fit, was used already, or the log-in took too long.', field);
}

const bareCode = (code: string): string => code.replace(/\s/g, '');

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
