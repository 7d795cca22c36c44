// What the holder of an account says of himself: a name, the language of mails, a time zone, and what else a program asks for; and what
// he has agreed to.

import { checkText } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { encodeJson } from '../base/json-text.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { isTimezone } from '../base/timezone.ts';
import type { SecurityListener } from '../session/event.ts';
import { userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import { directoryKeys, wordArguments } from './directory.ts';
import { accountKeys } from './keys.ts';
import type { Account } from './record.ts';
import { requireDisplayName, requireLogInName } from './text.ts';

export const profileLimits = {
  locale: 35,
  timeZone: 60,
  /** Of attributes as JSON. */
  attributeBytes: 4_096,
  /** Of a consent: characters of what it is to, and of its version. */
  subject: 40,
  version: 40,
  /** What an account can have agreed to, each version by itself. */
  consents: 100,
} as const;

/** What changes; what is not given stays, and null takes it away. */
export interface ProfileChange {
  readonly displayName?: string | null;
  /** A language tag, such as de-CH. */
  readonly locale?: string | null;
  readonly timeZone?: string | null;
  readonly logInName?: string | null;
  /** What a program keeps with the account, as a whole. */
  readonly attributes?: unknown;
}

/** Something that the holder of an account has agreed to. */
export interface Consent {
  readonly subject: string;
  readonly version: string;
  readonly givenAt: Date;
  readonly withdrawnAt: Date | null;
}

const scripts = {
  edit: loadScript('account/edit-profile'),
  give: loadScript('account/give-consent'),
  withdraw: loadScript('account/withdraw-consent'),
};

export class Profiles {
  readonly #redis: RedisHandle;
  readonly #accounts: Accounts;
  readonly #report: SecurityListener;

  constructor(redis: RedisHandle, accounts: Accounts, report: SecurityListener = () => {}) {
    this.#redis = redis;
    this.#accounts = accounts;
    this.#report = guarded('onSecurityEvent', report);
  }

  /**
   * Changes the profile, and what the directory finds the account by, in one step.
   * @throws Refusal INVALID, NOT_FOUND, or CONFLICT where another account has the user name, or the account changes all the time.
   */
  async edit(userId: string, change: ProfileChange): Promise<Account> {
    const fields = profileFields(change);
    const names = Object.keys(fields);
    const before = (await this.#accounts.find(userId)) ?? refuseMissing();
    if (names.length === 0) return before;
    const { addresses } = this.#accounts;
    const name = fields.logInName;
    const claim = name ? await addresses.claim(name, userId) : '';
    if (claim === null) return refuseTaken();
    const outcome = await this.#write(before, fields, claim);
    if (outcome !== 'OK' && name) await addresses.giveUp(name, userId, claim);
    if (outcome === 'NONE') return refuseMissing();
    if (outcome === 'CHANGED') refuse('CONFLICT', 'Another request has changed your account meanwhile. Try again.');
    if (name !== undefined && before.logInName) await addresses.vacate(before.logInName, userId);
    this.#report({ kind: 'profile_changed', userId, after: names.join() });
    return (await this.#accounts.find(userId)) ?? refuseMissing();
  }

  /** @param claim the token of the claim of the user name; '' where that stays or goes. */
  async #write(
    before: Account,
    fields: Readonly<Record<string, string>>,
    claim: string,
  ): Promise<'OK' | 'CHANGED' | 'NONE'> {
    const { id, email, displayName, logInName, createdAt } = before;
    const [outcome] = (await this.#redis.run(
      scripts.edit,
      [accountKeys.record(this.#redis, userOwner(id)), ...directoryKeys(this.#redis, id)],
      [
        ...[id, email, displayName ?? '', logInName ?? '', createdAt.getTime()],
        ...wordArguments(email, fields.displayName ?? displayName),
        claim,
        ...Object.entries(fields).flat(),
      ],
    )) as ['OK' | 'CHANGED' | 'NONE'];
    return outcome;
  }

  /** What an account has agreed to, and withdrawn, the newest first. */
  async consents(userId: string): Promise<Consent[]> {
    const stored = await this.#redis.client.hgetall(this.#consentKey(userId));
    return Object.entries(stored)
      .map(([name, times]): Consent => {
        const [subject = '', version = ''] = name.split(' ');
        const [given, withdrawn] = times.split(' ');
        return {
          ...{ subject, version, givenAt: new Date(Number(given)) },
          withdrawnAt: withdrawn ? new Date(Number(withdrawn)) : null,
        };
      })
      .sort((a, b) => b.givenAt.getTime() - a.givenAt.getTime() || (a.subject < b.subject ? -1 : 1));
  }

  /**
   * Writes down that the holder agrees to a version of something. One that was given before keeps its time.
   * @throws Refusal INVALID, NOT_FOUND, LIMIT_EXCEEDED.
   */
  async giveConsent(userId: string, subject: string, version: string): Promise<void> {
    checkSubject(subject);
    checkText(version, 'version', profileLimits.version);
    if (!/^[\w.:-]+$/.test(version))
      refuse('INVALID', 'version may have letters, digits, dots, colons, dashes and underscores.', 'version');
    const [outcome] = (await this.#redis.run(
      scripts.give,
      [accountKeys.record(this.#redis, userOwner(userId)), this.#consentKey(userId)],
      [`${subject} ${version}`, profileLimits.consents],
    )) as ['OK' | 'SAME' | 'FULL' | 'NONE'];
    if (outcome === 'NONE') refuseMissing();
    if (outcome === 'FULL')
      refuse('LIMIT_EXCEEDED', `An account can agree to ${profileLimits.consents} versions of things, no more.`);
    if (outcome === 'OK') this.#report({ kind: 'consent_given', userId, after: `${subject} ${version}` });
  }

  /**
   * Writes down that the holder does not agree to something any more, in no version.
   * @throws Refusal INVALID; NOT_FOUND where he had not.
   */
  async withdrawConsent(userId: string, subject: string): Promise<void> {
    checkSubject(subject);
    const [outcome] = (await this.#redis.run(scripts.withdraw, [this.#consentKey(userId)], [`${subject} `])) as [
      'OK' | 'NONE',
    ];
    if (outcome === 'NONE') refuse('NOT_FOUND', `Your account has not agreed to ${subject}.`, 'subject');
    this.#report({ kind: 'consent_withdrawn', userId, before: subject });
  }

  #consentKey(userId: string): string {
    return accountKeys.consents(this.#redis, userOwner(userId));
  }
}

/** The fields of the account that change. '' stands for nothing. */
function profileFields({
  displayName,
  locale,
  timeZone,
  logInName,
  attributes,
}: ProfileChange): Record<string, string> {
  const fields: Record<string, string> = {};
  if (displayName !== undefined) fields.displayName = requireDisplayName(displayName);
  if (locale !== undefined) fields.locale = locale ? requireLocale(locale) : '';
  if (timeZone !== undefined) fields.timeZone = timeZone ? requireTimeZone(timeZone) : '';
  if (logInName !== undefined) fields.logInName = logInName ? requireLogInName(logInName) : '';
  if (attributes !== undefined) fields.attributes = attributes === null ? '' : requireAttributes(attributes);
  return fields;
}

function requireLocale(text: string): string {
  checkText(text, 'locale', profileLimits.locale);
  try {
    return Intl.getCanonicalLocales(text)[0] as string;
  } catch {
    return refuse('INVALID', 'This is not a language tag; it should look like en or de-CH.', 'locale');
  }
}

function requireTimeZone(text: string): string {
  checkText(text, 'timeZone', profileLimits.timeZone);
  if (!isTimezone(text))
    refuse('INVALID', 'This time zone is not known; it should look like Europe/Berlin.', 'timeZone');
  return text;
}

function requireAttributes(value: unknown): string {
  if (typeof value !== 'object' || Array.isArray(value))
    refuse('INVALID', 'attributes must be an object, such as { "newsletter": "weekly" }.', 'attributes');
  const advice = 'keep what is larger in a database of your own, by the id of the account.';
  return encodeJson('attributes', value, profileLimits.attributeBytes, advice);
}

function checkSubject(subject: string): void {
  checkText(subject, 'subject', profileLimits.subject);
  if (!/^[a-z][a-z0-9-]*$/.test(subject))
    refuse('INVALID', 'subject must be small letters, digits and dashes, such as terms or newsletter.', 'subject');
}

function refuseTaken(): never {
  refuse('CONFLICT', 'Another account has this user name. Choose another one.', 'logInName');
}

function refuseMissing(): never {
  refuse('NOT_FOUND', 'There is no such account.');
}
