// Accounts: an e-mail address, a password, roles. An account's hash is in the slot of its sessions, so that a session is
// judged by the account's present state in the same script.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { Refusal, refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { attemptNetwork, type SessionClient } from '../session/client.ts';
import { reportEnded, type SecurityEvent, type SecurityListener } from '../session/event.ts';
import { sessionKeys } from '../session/keys.ts';
import { firstAccess } from '../session/pass.ts';
import { type Role, writeRoles } from '../session/role.ts';
import { sessionLimits } from '../session/settings.ts';
import { newOwnerId, parseSessionId, userOwner } from '../session/token.ts';
import { type AttemptKind, Attempts } from './attempt.ts';
import { accountKeys } from './keys.ts';
import { type PasswordSettings, Passwords, passwordLimits, requireStrong } from './password.ts';
import { type Account, normaliseEmail, readAccount } from './record.ts';

const accountLimits = {
  emailLength: 254,
  displayNameLength: 100,
  /** An account whose address could not be claimed, as after a crash, goes after this time. */
  pendingSeconds: 60,
} as const;

const scripts = {
  claimEmail: loadScript('account/claim-email'),
  setPassword: loadScript('account/set-password'),
  setRoles: loadScript('account/set-roles'),
  disable: loadScript('account/disable'),
};

export class Accounts {
  readonly #redis: RedisHandle;
  readonly #passwords: Passwords;
  readonly #attempts: Attempts;
  readonly #report: SecurityListener;

  constructor(redis: RedisHandle, settings: Partial<PasswordSettings> = {}, report: SecurityListener = () => {}) {
    this.#redis = redis;
    this.#passwords = new Passwords(settings);
    this.#attempts = new Attempts(redis);
    this.#report = report;
  }

  /**
   * Makes an account. Of two at once with the same address one is made.
   * @throws Refusal INVALID, WEAK_PASSWORD or EMAIL_TAKEN.
   */
  async create(given: {
    email: string;
    password: string;
    displayName?: string | null;
    roles?: readonly Role[];
  }): Promise<Account> {
    const email = requireEmail(given.email);
    const displayName = given.displayName?.trim() ?? '';
    if (displayName.length > accountLimits.displayNameLength)
      refuse('INVALID', `The name may have at most ${accountLimits.displayNameLength} characters.`, 'displayName');
    requireStrong(given.password, email, 'password');

    const holder = await this.#redis.client.get(this.#emailKey(email));
    if (holder !== null && (await this.find(holder)) !== null) taken();

    const id = newOwnerId();
    const key = this.#key(id);
    const record = {
      email,
      password: await this.#passwords.hash(given.password),
      displayName,
      createdAt: String(Date.now()),
    };
    const access = firstAccess + writeRoles(given.roles ?? ['CUSTOMER']);
    const accessKey = this.#accessKey(id);
    // The account first, to go by itself unless its address can be claimed: so no address ever leads nowhere for long.
    const { pendingSeconds } = accountLimits;
    await this.#redis.client
      .multi()
      .hset(key, record)
      .expire(key, pendingSeconds)
      .set(accessKey, access, 'EX', pendingSeconds)
      .exec();
    const claim = await this.#redis.run(scripts.claimEmail, [this.#emailKey(email)], [id, holder ?? '']);
    const [claimed] = claim as ['OK'] | ['TAKEN'];
    if (claimed === 'TAKEN') {
      await this.#redis.client.del(key, accessKey);
      taken();
    }
    await this.#redis.client.multi().persist(key).persist(accessKey).exec();
    this.#report({ kind: 'account_created', userId: id });
    return readAccount(id, record, access) as Account;
  }

  async find(userId: string): Promise<Account | null> {
    return (await this.#read(userId)).account;
  }

  async findByEmail(email: string): Promise<Account | null> {
    const id = await this.#redis.client.get(this.#emailKey(normaliseEmail(email)));
    return id === null ? null : this.find(id);
  }

  /**
   * The account that an address and a password belong to. What is wrong is not told, nor shown by the time it takes.
   * @throws Refusal INVALID_CREDENTIALS, or TOO_MANY_ATTEMPTS after too many failures for this address or from this network.
   */
  async logIn(email: string, password: string, client: SessionClient): Promise<Account> {
    const address = normaliseEmail(email);
    const network = attemptNetwork(client.ipAddress);
    const { ipAddress } = client;
    await this.#beginAttempt('network', network, { ipAddress });
    await this.#beginAttempt('account', address, { ipAddress });
    // Where there is no such address, as much is read and computed for an account that nobody has.
    const id = (await this.#redis.client.get(this.#emailKey(address))) ?? newOwnerId();
    const { account, password: stored } = await this.#read(id);
    const matches = await this.#passwords.verify(stored, password.slice(0, passwordLimits.maxLength * 2));
    if (!account || stored === null || !matches || account.disabled) {
      this.#report({ kind: 'log_in_failed', userId: account?.id ?? null, ipAddress });
      refuse('INVALID_CREDENTIALS', 'The e-mail address and password do not go together.');
    }
    await Promise.all([this.#attempts.forgive('account', address), this.#attempts.takeBack('network', network)]);
    if (this.#passwords.isOutdated(stored)) await this.#store(account.id, stored, await this.#passwords.hash(password));
    this.#report({ kind: 'log_in', userId: account.id, ipAddress });
    return account;
  }

  /**
   * Checks the password of somebody who has a session. The attempts count for the session, so that nobody outside can
   * make the owner wait.
   * @throws Refusal INVALID_CREDENTIALS or TOO_MANY_ATTEMPTS, on `field`.
   */
  async confirmPassword(userId: string, sessionId: string, password: string, field: string): Promise<void> {
    await this.#checkPassword(userId, sessionId, password, field);
    this.#report({ kind: 'reauthenticated', userId, sessionId });
  }

  /**
   * Replaces the password and ends all sessions but the one it was done in, in one step. Returns how many ended.
   * @throws Refusal INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, WEAK_PASSWORD or CONFLICT.
   */
  async changePassword(userId: string, sessionId: string, current: string, next: string): Promise<number> {
    const account = await this.find(userId);
    requireStrong(next, account?.email ?? '', 'newPassword');
    const stored = await this.#checkPassword(userId, sessionId, current, 'currentPassword');
    const keep = parseSessionId(sessionId)?.name ?? '';
    const ended = await this.#store(userId, stored, await this.#passwords.hash(next), keep);
    if (ended === null) refuse('CONFLICT', 'The password was changed by another request. Try again.');
    this.#report({ kind: 'password_changed', userId, sessionId });
    reportEnded(this.#report, userId, 'PASSWORD_CHANGED', ended);
    return ended;
  }

  /** Sets an account's roles; they hold from its next request on. Null where there is no such account. */
  async setRoles(userId: string, roles: readonly Role[]): Promise<Account | null> {
    const args = [sessionLimits.changesKept, writeRoles(roles)];
    const [outcome] = (await this.#redis.run(scripts.setRoles, [this.#accessKey(userId)], args)) as
      | ['OK']
      | ['SAME']
      | ['NONE'];
    if (outcome === 'OK') this.#report({ kind: 'roles_changed', userId, reason: writeRoles(roles) });
    return this.find(userId);
  }

  /** Disables an account and ends its sessions, or enables it again. Null where there is no such account. */
  async setDisabled(userId: string, disabled: boolean): Promise<Account | null> {
    const owner = userOwner(userId);
    const answer = (await this.#redis.run(
      scripts.disable,
      [this.#accessKey(userId)],
      [sessionLimits.changesKept, disabled ? 1 : 0, owner, sessionKeys.ended(this.#redis.prefix)],
    )) as ['OK', number] | ['NONE'];
    if (answer[0] === 'NONE') return null;
    this.#report({ kind: disabled ? 'account_disabled' : 'account_enabled', userId });
    reportEnded(this.#report, userId, 'ACCOUNT_DISABLED', answer[1]);
    return this.find(userId);
  }

  async #checkPassword(userId: string, sessionId: string, password: string, field: string): Promise<string> {
    await this.#beginAttempt('session', sessionId, { userId, sessionId }, field);
    const stored = await this.#redis.client.hget(this.#key(userId), 'password');
    const matches = await this.#passwords.verify(stored, password.slice(0, passwordLimits.maxLength * 2));
    if (stored === null || !matches) {
      this.#report({ kind: 'log_in_failed', userId, sessionId });
      refuse('INVALID_CREDENTIALS', 'This is not the password of your account.', field);
    }
    await this.#attempts.forgive('session', sessionId);
    return stored;
  }

  async #beginAttempt(
    kind: AttemptKind,
    subject: string,
    facts: Partial<SecurityEvent>,
    ...field: string[]
  ): Promise<void> {
    const waitMs = await this.#attempts.begin(kind, subject);
    if (waitMs === 0) return;
    this.#report({ ...facts, kind: 'log_in_delayed', reason: kind });
    const retryAfterSeconds = Math.ceil(waitMs / 1000);
    const message = `Too many attempts failed. Try again in ${retryAfterSeconds} s.`;
    throw new Refusal({ code: 'TOO_MANY_ATTEMPTS', message, retryAfterSeconds, ...(field.length > 0 && { field }) });
  }

  /** `keep` given: ends the other sessions too. How many ended; null where `checked` is no longer the hash. */
  async #store(userId: string, checked: string, hash: string, keep?: string): Promise<number | null> {
    const owner = userOwner(userId);
    const answer = (await this.#redis.run(
      scripts.setPassword,
      [this.#key(userId), this.#accessKey(userId)],
      [
        sessionLimits.changesKept,
        checked,
        hash,
        keep === undefined ? 0 : 1,
        owner,
        keep ?? '',
        'PASSWORD_CHANGED',
        sessionKeys.ended(this.#redis.prefix),
      ],
    )) as ['OK', number] | ['CHANGED'];
    return answer[0] === 'OK' ? answer[1] : null;
  }

  async #read(userId: string): Promise<{ account: Account | null; password: string | null }> {
    const [fields, access] = await Promise.all([
      this.#redis.client.hgetall(this.#key(userId)),
      this.#redis.client.get(this.#accessKey(userId)),
    ]);
    return { account: readAccount(userId, fields, access), password: fields.password ?? null };
  }

  #key(userId: string): string {
    return accountKeys.record(this.#redis.prefix, userOwner(userId));
  }

  #accessKey(userId: string): string {
    return sessionKeys.access(this.#redis.prefix, userOwner(userId));
  }

  #emailKey(email: string): string {
    return accountKeys.email(this.#redis.prefix, createHash('sha256').update(email).digest('base64url'));
  }
}

function requireEmail(text: string): string {
  const email = normaliseEmail(text);
  if (email.length > accountLimits.emailLength || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    refuse('INVALID', 'This is not an e-mail address; it should look like name@example.com.', 'email');
  return email;
}

function taken(): never {
  refuse('EMAIL_TAKEN', 'There is an account with this e-mail address already. Log in instead.', 'email');
}
