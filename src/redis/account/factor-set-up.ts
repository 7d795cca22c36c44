// How an account gets and loses its second factors and recovery codes. Its owner is told by mail.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { SecurityListener } from '../session/event.ts';
import type { Role } from '../session/role.ts';
import { userOwner } from '../session/token.ts';
import { bareCode, factorLimits, refuseFactor, type SecondFactorSettings } from './factor.ts';
import { type FactorParts, FactorWorld } from './factor-world.ts';
import { accountKeys } from './keys.ts';
import { passkeyLimits } from './passkey.ts';
import { newRecoveryCodes, recoveryDigest } from './recovery-code.ts';
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
  readonly #world: FactorWorld;
  readonly #requiredFor: readonly Role[];

  constructor(
    redis: RedisHandle,
    parts: FactorParts,
    settings: SecondFactorSettings = {},
    report: SecurityListener = () => {},
  ) {
    this.#world = new FactorWorld(redis, parts, settings, report);
    this.#requiredFor = settings.requiredFor ?? [];
  }

  /**
   * A secret for an authenticator app, which counts when its first code was given.
   * @throws Refusal SECOND_FACTOR_UNAVAILABLE, ILLEGAL_STATE, NOT_FOUND.
   */
  async beginTotp(userId: string): Promise<TotpSetup & { readonly expiresAt: Date }> {
    if (!this.#world.seals.available)
      refuse('SECOND_FACTOR_UNAVAILABLE', 'This installation cannot keep the secret of an app. Ask its operator.');
    const account = await this.#world.accounts.find(userId);
    if (!account) refuse('NOT_FOUND', 'There is no such account.');
    const secret = newTotpSecret();
    const expiresAt = new Date(Date.now() + factorLimits.pendingMs);
    await this.#begin(userId, 'newTotp', this.#world.seals.seal(secret, userId));
    return { ...totpSetup(secret, this.#world.issuer, account.email), expiresAt };
  }

  /**
   * What a browser is to make a passkey from.
   * @throws Refusal SECOND_FACTOR_UNAVAILABLE, ILLEGAL_STATE, LIMIT_EXCEEDED, NOT_FOUND.
   */
  async beginPasskey(userId: string): Promise<{ readonly challenge: string }> {
    const [account, fields] = await Promise.all([this.#world.accounts.find(userId), this.#world.fields(userId)]);
    if (!account) refuse('NOT_FOUND', 'There is no such account.');
    const options = await this.#world.passkeys.creationOptions(userId, account, fields);
    await this.#begin(userId, 'newKey', options.challenge);
    return options;
  }

  async #begin(userId: string, field: 'newTotp' | 'newKey', value: string): Promise<void> {
    const [outcome] = (await this.#world.redis.run(
      scripts.begin,
      [accountKeys.record(this.#world.redis, userOwner(userId)), this.#world.key(userId)],
      // Without mail nobody can prove an address.
      [field, value, factorLimits.pendingMs, this.#world.notices.available ? 1 : 0, factorLimits.perAccount],
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
    const { newTotp = '' } = await this.#world.fields(userId);
    const secret = this.#world.seals.open(newTotp, userId);
    const step = secret === null ? null : stepOf(secret, bareCode(code));
    if (step === null) return refuseFactor('code');
    const codes = newRecoveryCodes();
    const answer = (await this.#world.redis.run(
      scripts.addTotp,
      [this.#world.key(userId), this.#world.notices.keyOf(userId)],
      [
        newTotp,
        step,
        userOwner(userId),
        this.#world.notices.kept,
        ...codes.map((each) => recoveryDigest(userId, each)),
      ],
    )) as ['OK', number] | ['NONE'];
    if (answer[0] === 'NONE') return refuseFactor('code');
    await this.#world.tell(userId, 'second_factor_added', 'TOTP');
    return answer[1] === 1 ? codes : null;
  }

  /** @throws Refusal NOT_FOUND; ILLEGAL_STATE for the last one of an account that has to have one. */
  async removeTotp(userId: string): Promise<void> {
    await this.#remove(userId, 'totp');
    await this.#world.tell(userId, 'second_factor_removed', 'TOTP');
  }

  /**
   * Adds the passkey that a browser has made. Returns the recovery codes if it is the account's first second factor.
   * @throws Refusal SECOND_FACTOR_INVALID, INVALID, CONFLICT.
   */
  async addPasskey(userId: string, name: string, answer: unknown): Promise<readonly string[] | null> {
    checkText(name, 'name', passkeyLimits.nameCharacters);
    requirePrintable(name, 'name', 'name');
    const { newKey = '' } = await this.#world.fields(userId);
    const made = await this.#world.passkeys.register(newKey, answer);
    if (made === null) return refuseFactor('passkey');
    const codes = newRecoveryCodes();
    const digests = codes.map((each) => recoveryDigest(userId, each));
    const { id, record, counter } = made;
    const answered = (await this.#world.redis.run(
      scripts.addPasskey,
      [this.#world.key(userId), this.#world.notices.keyOf(userId)],
      [newKey, id, record, counter, name.trim(), userOwner(userId), this.#world.notices.kept, ...digests],
    )) as ['OK', number] | ['NONE'] | ['EXISTS'];
    if (answered[0] === 'EXISTS') refuse('CONFLICT', 'Your account has this passkey already.', 'passkey');
    if (answered[0] === 'NONE') return refuseFactor('passkey');
    await this.#world.tell(userId, 'second_factor_added', 'PASSKEY');
    return answered[1] === 1 ? codes : null;
  }

  /** @throws Refusal NOT_FOUND, INVALID. */
  async renamePasskey(userId: string, id: string, name: string): Promise<void> {
    checkText(name, 'name', passkeyLimits.nameCharacters);
    requirePrintable(name, 'name', 'name');
    const [outcome] = (await this.#world.redis.run(
      scripts.renamePasskey,
      [this.#world.key(userId)],
      [id, name.trim()],
    )) as ['OK'] | ['NONE'];
    if (outcome === 'NONE') refuse('NOT_FOUND', 'Your account has no such passkey.', 'id');
  }

  /** @throws Refusal NOT_FOUND; ILLEGAL_STATE for the last one of an account that has to have one. */
  async removePasskey(userId: string, id: string): Promise<void> {
    await this.#remove(userId, `key:${id}`);
    await this.#world.tell(userId, 'second_factor_removed', 'PASSKEY');
  }

  /**
   * Replaces all recovery codes. They are told once.
   * @throws Refusal ILLEGAL_STATE where the account has no second factor.
   */
  async replaceRecoveryCodes(userId: string): Promise<readonly string[]> {
    const codes = newRecoveryCodes();
    const [outcome] = (await this.#world.redis.run(
      scripts.codes,
      [this.#world.key(userId), this.#world.notices.keyOf(userId)],
      [userOwner(userId), this.#world.notices.kept, ...codes.map((each) => recoveryDigest(userId, each))],
    )) as ['OK'] | ['NONE'];
    if (outcome === 'NONE')
      refuse(
        'ILLEGAL_STATE',
        'Recovery codes stand in for a second factor, and your account has none. Set one up first.',
      );
    await this.#world.tell(userId, 'recovery_codes_replaced');
    return codes;
  }

  async #remove(userId: string, field: string): Promise<void> {
    const account = await this.#world.accounts.find(userId);
    const mustKeep = account?.roles.some((role) => this.#requiredFor.includes(role)) ?? false;
    const [outcome] = (await this.#world.redis.run(
      scripts.remove,
      [
        this.#world.key(userId),
        this.#world.notices.keyOf(userId),
        accountKeys.record(this.#world.redis, userOwner(userId)),
        accountKeys.links(this.#world.redis, userOwner(userId)),
      ],
      [field, mustKeep ? 1 : 0, userOwner(userId), this.#world.notices.kept, this.#world.notices.available ? 1 : 0],
    )) as ['OK'] | ['NONE'] | ['LAST'] | ['LOCKED'];
    if (outcome === 'LOCKED')
      refuse('ILLEGAL_STATE', 'You could not log in any more. Set a password, or add another way to log in, first.');
    if (outcome === 'NONE') refuse('NOT_FOUND', 'Your account has no such second factor.');
    if (outcome === 'LAST')
      refuse('ILLEGAL_STATE', 'Administrators need a second factor here. Add another one before you remove this one.');
  }
}

function refuseUnproven(): never {
  refuse(
    'ILLEGAL_STATE',
    'Confirm your e-mail address first: with a second factor nobody who merely knows the address can take it from its owner.',
  );
}
