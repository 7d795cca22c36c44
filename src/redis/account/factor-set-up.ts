// How an account gets and loses its second factors and recovery codes. Its owner is told by mail.

import { checkText } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { SecurityEvent, SecurityListener } from '../session/event.ts';
import type { Role } from '../session/role.ts';
import { userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import { bareCode, type FactorFields, factorLimits, refuseFactor, type SecondFactorSettings } from './factor.ts';
import { accountKeys } from './keys.ts';
import type { Notices } from './notice.ts';
import { PasskeyJudge, passkeyLimits } from './passkey.ts';
import { newRecoveryCodes, recoveryDigest } from './recovery-code.ts';
import { Seals } from './seal.ts';
import { requirePrintable } from './text.ts';
import { newTotpSecret, stepOf, type TotpSetup, totpSetup } from './totp.ts';

const scripts = {
  begin: loadScript('account/factor-begin'),
  addTotp: loadScript('account/totp-add'),
  addPasskey: loadScript('account/passkey-add'),
  renamePasskey: loadScript('account/passkey-rename'),
  remove: loadScript('account/factor-remove'),
  codes: loadScript('account/recovery-codes'),
};

export class FactorSetUp {
  readonly #redis: RedisHandle;
  readonly #accounts: Accounts;
  readonly #notices: Notices;
  readonly #seals: Seals;
  readonly #issuer: string;
  readonly #passkeys: PasskeyJudge;
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
    this.#seals = new Seals(settings.secretKeys ?? []);
    this.#issuer = settings.issuer ?? 'Mortar';
    this.#passkeys = new PasskeyJudge(redis, this.#issuer, settings.passkeys);
    this.#requiredFor = settings.requiredFor ?? [];
    this.#report = guarded('onSecurityEvent', report);
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
    await this.#begin(userId, 'newTotp', this.#seals.seal(secret, userId));
    return { ...totpSetup(secret, this.#issuer, account.email), expiresAt };
  }

  /**
   * What a browser is to make a passkey from.
   * @throws Refusal SECOND_FACTOR_UNAVAILABLE, ILLEGAL_STATE, LIMIT_EXCEEDED, NOT_FOUND.
   */
  async beginPasskey(userId: string): Promise<{ readonly challenge: string }> {
    const [account, fields] = await Promise.all([this.#accounts.find(userId), this.#fields(userId)]);
    if (!account) refuse('NOT_FOUND', 'There is no such account.');
    const options = await this.#passkeys.creationOptions(userId, account, fields);
    await this.#begin(userId, 'newKey', options.challenge);
    return options;
  }

  async #begin(userId: string, field: 'newTotp' | 'newKey', value: string): Promise<void> {
    const [outcome] = (await this.#redis.run(
      scripts.begin,
      [accountKeys.record(this.#redis, userOwner(userId)), this.#key(userId)],
      // Without mail nobody can prove an address.
      [field, value, factorLimits.pendingMs, this.#notices.available ? 1 : 0, factorLimits.perAccount],
    )) as ['OK'] | ['NONE'] | ['UNPROVEN'] | ['EXISTS'] | ['LIMIT'];
    if (outcome === 'NONE') refuse('NOT_FOUND', 'There is no such account.');
    if (outcome === 'UNPROVEN') refuseUnproven();
    if (outcome === 'EXISTS')
      refuse('ILLEGAL_STATE', 'Your account has an authenticator app already. Remove it to set up another one.');
    if (outcome === 'LIMIT')
      refuse(
        'LIMIT_EXCEEDED',
        `An account may have ${factorLimits.perAccount} second factors at most. Remove one first.`,
      );
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
   * Adds the passkey that a browser has made. Returns the recovery codes if it is the account's first second factor.
   * @throws Refusal SECOND_FACTOR_INVALID, INVALID, CONFLICT.
   */
  async addPasskey(userId: string, name: string, answer: unknown): Promise<readonly string[] | null> {
    checkText(name, 'name', passkeyLimits.nameCharacters);
    requirePrintable(name, 'name', 'name');
    const { newKey = '' } = await this.#fields(userId);
    const made = await this.#passkeys.register(newKey, answer);
    if (made === null) return refuseFactor('passkey');
    const codes = newRecoveryCodes();
    const digests = codes.map((each) => recoveryDigest(userId, each));
    const { id, record, counter } = made;
    const answered = (await this.#redis.run(
      scripts.addPasskey,
      [this.#key(userId), this.#notices.keyOf(userId)],
      [newKey, id, record, counter, name.trim(), userOwner(userId), this.#notices.kept, ...digests],
    )) as ['OK', number] | ['NONE'] | ['EXISTS'];
    if (answered[0] === 'EXISTS') refuse('CONFLICT', 'Your account has this passkey already.', 'passkey');
    if (answered[0] === 'NONE') return refuseFactor('passkey');
    await this.#tell(userId, 'second_factor_added', 'PASSKEY');
    return answered[1] === 1 ? codes : null;
  }

  /** @throws Refusal NOT_FOUND, INVALID. */
  async renamePasskey(userId: string, id: string, name: string): Promise<void> {
    checkText(name, 'name', passkeyLimits.nameCharacters);
    requirePrintable(name, 'name', 'name');
    const [outcome] = (await this.#redis.run(scripts.renamePasskey, [this.#key(userId)], [id, name.trim()])) as
      | ['OK']
      | ['NONE'];
    if (outcome === 'NONE') refuse('NOT_FOUND', 'Your account has no such passkey.', 'id');
  }

  /** @throws Refusal NOT_FOUND; ILLEGAL_STATE for the last one of an account that has to have one. */
  async removePasskey(userId: string, id: string): Promise<void> {
    await this.#remove(userId, `key:${id}`);
    await this.#tell(userId, 'second_factor_removed', 'PASSKEY');
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
      [
        this.#key(userId),
        this.#notices.keyOf(userId),
        accountKeys.record(this.#redis, userOwner(userId)),
        accountKeys.links(this.#redis, userOwner(userId)),
      ],
      [field, mustKeep ? 1 : 0, userOwner(userId), this.#notices.kept, this.#notices.available ? 1 : 0],
    )) as ['OK'] | ['NONE'] | ['LAST'] | ['LOCKED'];
    if (outcome === 'LOCKED')
      refuse('ILLEGAL_STATE', 'You could not log in any more. Set a password, or add another way to log in, first.');
    if (outcome === 'NONE') refuse('NOT_FOUND', 'Your account has no such second factor.');
    if (outcome === 'LAST')
      refuse('ILLEGAL_STATE', 'Administrators need a second factor here. Add another one before you remove this one.');
  }

  async #tell(userId: string, kind: SecurityEvent['kind'], reason?: string): Promise<void> {
    await this.#notices.hurry(userId);
    this.#report(reason === undefined ? { kind, userId } : { kind, userId, reason });
  }

  #fields(userId: string): Promise<FactorFields> {
    return this.#redis.client.hgetall(this.#key(userId));
  }

  #key(userId: string): string {
    return accountKeys.factors(this.#redis, userOwner(userId));
  }
}

function refuseUnproven(): never {
  refuse(
    'ILLEGAL_STATE',
    'Confirm your e-mail address first: with a second factor nobody who merely knows the address can take it from its owner.',
  );
}
