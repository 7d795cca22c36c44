// Accounts: an e-mail address, a password, roles. An account's hash is in the slot of its sessions, so that they are judged together.

import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse, Unconfirmed } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { Jobs } from '../job/job.ts';
import { attemptNetwork, type SessionClient } from '../session/client.ts';
import { type Actor, reportEnded, type SecurityListener } from '../session/event.ts';
import { sessionKeys } from '../session/keys.ts';
import { firstAccess } from '../session/pass.ts';
import { type Role, writeRoles } from '../session/role.ts';
import { sessionLimits } from '../session/settings.ts';
import { newOwnerId, parseSessionId, userOwner } from '../session/token.ts';
import { Addresses, hasAddress, taken } from './address.ts';
import { type AttemptSubject, logInSubjects } from './attempt.ts';
import { AuditLog } from './audit.ts';
import type { CaptchaCheck } from './captcha.ts';
import { knownDevice, newDeviceSecret, rememberOn } from './device.ts';
import { administratorsKey } from './directory.ts';
import { Guesses } from './guess.ts';
import { accountKeys } from './keys.ts';
import { Notices } from './notice.ts';
import type { PasswordOwner } from './password-judge.ts';
import { PasswordWork } from './password-work.ts';
import { type Account, readAccount } from './record.ts';
import type { AccountSettings, PasswordClient } from './settings.ts';
import { AccountStanding } from './standing.ts';
import { emailIdentity, requireDisplayName, requireEmail } from './text.ts';

const accountLimits = {
  /** An account whose address could not be claimed, as after a crash, goes after this time. */
  pendingSeconds: 60,
} as const;

const scripts = {
  setPassword: loadScript('account/set-password'),
  setRoles: loadScript('account/set-roles'),
  remember: loadScript('account/remember'),
};

/** Whose turn it is if nobody outside asks. */
const ownTurn = 'mortar';

export class Accounts {
  readonly #redis: RedisHandle;
  readonly #passwords: PasswordWork;
  readonly #notices: Notices;
  readonly #audit: AuditLog;
  /** Which account has which address. */
  readonly addresses: Addresses;
  readonly #guesses: Guesses;
  /** What makes, keeps, disables and ends one. */
  readonly standing: AccountStanding;
  readonly #report: SecurityListener;

  constructor(redis: RedisHandle, settings: AccountSettings = {}, report: SecurityListener = () => {}) {
    this.#redis = redis;
    this.#passwords = new PasswordWork({ onBreachOutage: () => report({ kind: 'breach_check_failed' }), ...settings });
    this.#notices = settings.notices ?? new Notices(redis, new Jobs(redis));
    this.#audit = settings.audit ?? new AuditLog(redis);
    this.addresses = new Addresses(redis, async (userId) => (await this.find(userId)) !== null);
    this.standing = new AccountStanding(redis, this.#audit, settings.domainEvents);
    this.#report = guarded('onSecurityEvent', report);
    this.#guesses = new Guesses(redis, this.#report);
  }

  /** Ends the thread that judges passwords. */
  close(): Promise<void> {
    return this.#passwords.close();
  }

  /**
   * Makes an account; without a password its owner is invited to set one. Of two at once with the same address one is made.
   * @param client whose turn it is to have passwords judged and hashed.
   * @param by who does it for somebody else.
   * @throws Refusal INVALID, WEAK_PASSWORD, EMAIL_TAKEN or TOO_MANY_ATTEMPTS; Overloaded.
   */
  async create(
    given: {
      email: string;
      password: string | null;
      displayName?: string | null;
      roles?: readonly Role[];
      /** Whether the operator says whose the address is. */
      verified?: boolean;
    },
    client?: SessionClient,
    by?: Actor,
  ): Promise<Account> {
    const turn = client ? attemptNetwork(client.ipAddress) : ownTurn;
    const email = requireEmail(given.email);
    const displayName = requireDisplayName(given.displayName);
    if (await this.findByEmail(email)) taken();
    const { password } = given;
    const hash = password === null ? null : await this.firstHash(password, { email, displayName }, turn);

    const id = newOwnerId();
    const key = this.#key(id);
    const createdAt = String(Date.now());
    const record: Record<string, string> = { email, devices: newDeviceSecret(), displayName, createdAt };
    if (hash === null) record.invitedAt = createdAt;
    else record.password = hash;
    if (given.verified) record.verifiedAt = createdAt;
    const roles = given.roles ?? ['CUSTOMER'];
    const access = firstAccess + writeRoles(roles);
    const accessKey = this.#accessKey(id);
    // The account first, to go by itself unless its address can be claimed: so no address ever leads nowhere for long.
    const { pendingSeconds } = accountLimits;
    await this.#redis.client
      .multi()
      .hset(key, record)
      .expire(key, pendingSeconds)
      .set(accessKey, access, 'EX', pendingSeconds)
      .exec();
    if (!(await this.addresses.take(email, id))) {
      await this.#redis.client.del(key, accessKey);
      taken();
    }
    // The address leads nowhere then, and can be claimed again.
    if (!(await this.standing.keep({ id, email, displayName, createdAt: new Date(Number(createdAt)) })))
      throw new Unconfirmed();
    const facts = { userId: id, by, ipAddress: client?.ipAddress, after: writeRoles(roles) };
    const isOwn = password !== null || given.verified;
    this.#report({ kind: isOwn ? 'account_created' : 'account_invited', ...facts });
    return readAccount(id, record, access) as Account;
  }

  async find(userId: string): Promise<Account | null> {
    return (await this.#read(userId)).account;
  }

  findByEmail(email: string): Promise<Account | null> {
    return this.addresses.account(email, (id) => this.find(id));
  }

  /**
   * The account that an address and a password belong to. What is wrong is not told, nor shown by the time it takes.
   * @throws Refusal INVALID_CREDENTIALS, or TOO_MANY_ATTEMPTS after too many failures from this device, or else from devices that
   * the account does not know; CAPTCHA_REQUIRED, CAPTCHA_UNAVAILABLE; Overloaded.
   * @param captcha asked before the password is looked at.
   */
  async logIn(email: string, password: string, client: PasswordClient, captcha?: CaptchaCheck): Promise<Account> {
    const { ipAddress } = client;
    // For an address without an account, as much is read and computed for an account that nobody has.
    const id = (await this.addresses.holder(email)) ?? newOwnerId();
    const { account: found, password: stored, devices } = await this.#read(id);
    // The address may have been that of an account which has another one since.
    const account = found && hasAddress(found, email) ? found : null;
    const device = knownDevice('known', client.device, id, devices);
    const subjects = logInSubjects(emailIdentity(email), attemptNetwork(ipAddress), device);
    await this.#guesses.begin(subjects, { ipAddress });
    if (captcha) await this.#guesses.ask(captcha, subjects);
    const turn = device ?? attemptNetwork(ipAddress);
    const matches = await this.#verify(stored, password, turn, subjects);
    if (!account || stored === null || !matches || account.disabled) {
      this.#report({ kind: 'log_in_failed', userId: account?.id ?? null, ipAddress });
      refuse('INVALID_CREDENTIALS', 'The e-mail address and password do not go together.');
    }
    await this.#guesses.succeeded(subjects);
    if (this.#passwords.isOutdated(stored))
      await this.#store(account.id, stored, await this.#passwords.hash(password, turn));
    this.#report({ kind: 'log_in', userId: account.id, ipAddress });
    return account;
  }

  /**
   * What a device is to keep once somebody has logged in to the account there, so that no stranger can make it wait.
   * @throws Refusal NOT_FOUND.
   */
  async remember(userId: string, client: PasswordClient): Promise<{ text: string; expiresAt: Date }> {
    const answer = (await this.#redis.run(scripts.remember, [this.#key(userId)], ['devices', newDeviceSecret()])) as
      | ['OK', string]
      | ['NONE'];
    if (answer[0] === 'NONE') refuse('NOT_FOUND', 'There is no such account.');
    return rememberOn('known', client.device, userId, answer[1]);
  }

  /** The id of a device that knows the account; null where it does not. */
  async deviceOf(userId: string, { device }: PasswordClient): Promise<string | null> {
    const { devices } = await this.#read(userId);
    return knownDevice('known', device, userId, devices);
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
   * @throws Refusal INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, WEAK_PASSWORD or CONFLICT; Overloaded.
   */
  async changePassword(userId: string, sessionId: string, current: string, next: string): Promise<number> {
    await this.#requireStrong(next, userId, userId);
    const stored = await this.#checkPassword(userId, sessionId, current, 'currentPassword');
    const keep = parseSessionId(sessionId)?.name ?? '';
    const ended = await this.#store(userId, stored, await this.#passwords.hash(next, userId), keep);
    if (ended === null) refuse('CONFLICT', 'The password was changed by another request. Try again.');
    await this.#notices.hurry(userId);
    this.#report({ kind: 'password_changed', userId, sessionId });
    reportEnded(this.#report, userId, 'PASSWORD_CHANGED', ended);
    return ended;
  }

  /**
   * Sets an account's roles; they hold from its next request on. Null where there is no such account.
   * @param by who does it, for the audit log.
   */
  async setRoles(userId: string, roles: readonly Role[], by?: Actor): Promise<Account | null> {
    const event = { kind: 'roles_changed', userId, by, audited: true } as const;
    const act = this.#audit.inScript(event);
    const args = [
      sessionLimits.changesKept,
      writeRoles(roles),
      userOwner(userId),
      sessionKeys.rights(this.#redis.channelPrefix),
      userId,
      ...act.args,
    ];
    const keys = [this.#accessKey(userId), ...act.keys, administratorsKey(this.#redis, userId)];
    const [outcome] = (await this.#redis.run(scripts.setRoles, keys, args)) as ['OK' | 'SAME' | 'NONE'];
    if (outcome === 'OK') this.#report({ ...event, reason: writeRoles(roles) });
    return this.find(userId);
  }

  /** Disables an account and ends its sessions, or enables it again. Otherwise as setRoles. */
  async setDisabled(userId: string, disabled: boolean, by?: Actor): Promise<Account | null> {
    const event = { kind: disabled ? 'account_disabled' : 'account_enabled', userId, by, audited: true } as const;
    const ended = await this.standing.disable(userId, disabled, by);
    if (ended === null) return null;
    this.#report(event);
    reportEnded(this.#report, userId, 'ACCOUNT_DISABLED', ended);
    return this.find(userId);
  }

  /**
   * The hash of a password that an account is to have.
   * @param turn whose turn it is to have it judged and hashed.
   * @throws Refusal WEAK_PASSWORD or TOO_MANY_ATTEMPTS; Overloaded.
   */
  async newHash(userId: string, password: string, turn: string): Promise<string> {
    await this.#requireStrong(password, userId, turn);
    return this.#passwords.hash(password, turn);
  }

  /** The hash of a password that an account is to begin with. @throws as newHash. */
  async firstHash(password: string, owner: PasswordOwner, turn: string): Promise<string> {
    await this.#passwords.require(password, owner, turn, 'password');
    return this.#passwords.hash(password, turn);
  }

  async #requireStrong(password: string, userId: string, turn: string): Promise<void> {
    const account = await this.find(userId);
    const owner = { email: account?.email ?? '', displayName: account?.displayName ?? '' };
    await this.#passwords.require(password, owner, turn, 'newPassword');
  }

  async #checkPassword(userId: string, sessionId: string, password: string, field: string): Promise<string> {
    const subjects: AttemptSubject[] = [{ kind: 'session', subject: sessionId }];
    await this.#guesses.begin(subjects, { userId, sessionId }, field);
    const stored = await this.#redis.client.hget(this.#key(userId), 'password');
    const matches = await this.#verify(stored, password, userId, subjects);
    if (stored === null || !matches) {
      this.#report({ kind: 'log_in_failed', userId, sessionId });
      refuse('INVALID_CREDENTIALS', 'This is not the password of your account.', field);
    }
    await this.#guesses.succeeded(subjects);
    return stored;
  }

  /** An attempt that gets no turn was no guess. */
  async #verify(
    stored: string | null,
    password: string,
    turn: string,
    subjects: readonly AttemptSubject[],
  ): Promise<boolean> {
    try {
      return await this.#passwords.verify(stored, password, turn);
    } catch (error) {
      await this.#guesses.takeBack(subjects);
      throw error;
    }
  }

  /** `keep` given: ends the other sessions too. How many ended; null where `checked` is no longer the hash. */
  async #store(userId: string, checked: string, hash: string, keep?: string): Promise<number | null> {
    const owner = userOwner(userId);
    const answer = (await this.#redis.run(
      scripts.setPassword,
      [
        this.#key(userId),
        this.#accessKey(userId),
        this.#notices.keyOf(userId),
        accountKeys.factors(this.#redis, owner),
        accountKeys.pending(this.#redis, owner),
      ],
      [
        await this.standing.sessionChanges(),
        checked,
        hash,
        keep === undefined ? 0 : 1,
        owner,
        keep ?? '',
        'PASSWORD_CHANGED',
        sessionKeys.ended(this.#redis.channelPrefix),
        newDeviceSecret(),
        this.#notices.kept,
      ],
    )) as ['OK', number] | ['CHANGED'];
    return answer[0] === 'OK' ? answer[1] : null;
  }

  async #read(userId: string): Promise<{ account: Account | null; password: string | null; devices?: string }> {
    const [fields, access] = await Promise.all([
      this.#redis.client.hgetall(this.#key(userId)),
      this.#redis.client.get(this.#accessKey(userId)),
    ]);
    const { password = null, devices } = fields;
    return { account: readAccount(userId, fields, access), password, devices };
  }

  #key(userId: string): string {
    return accountKeys.record(this.#redis, userOwner(userId));
  }

  #accessKey(userId: string): string {
    return sessionKeys.access(this.#redis, userOwner(userId));
  }
}
