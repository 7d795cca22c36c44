// The variables of accounts: who may become one, how long their sessions last, and how long is kept what was done to them.

import { z } from 'zod';
import { type AuditSettings, auditDefaults } from '../redis/account/audit.ts';
import type { ProviderSetUp } from '../redis/account/provider.ts';
import { type SignUpSettings, signUpDefaults, signUpModes } from '../redis/account/sign-up.ts';
import { type SessionSettings, sessionDefaults } from '../redis/session/settings.ts';
import { type CaptchaConfig, type captchaVariables, readCaptcha } from './captcha.ts';
import { list, variable, wholeNumber } from './variable.ts';

export interface AccountConfig {
  readonly signUp: SignUpSettings;
  /** Root fields that an account may not use before its e-mail address is confirmed. */
  readonly unverifiedRefused: readonly string[];
  readonly audit: AuditSettings;
  readonly captcha: CaptchaConfig;
  /** By whom people can log in; undefined for nobody. */
  readonly providers?: ProviderSetUp | undefined;
}

const minuteMs = 60_000;
const dayMs = 24 * 3_600_000;

export const accountVariables = {
  MORTAR_SIGN_UP: variable({
    about:
      'Who can sign up. open: everybody. domain: addresses of MORTAR_SIGN_UP_DOMAINS, and people whom an administrator invites. invitation: only the latter. closed: nobody.',
    unset: signUpDefaults.mode,
    allowed: signUpModes.join(', '),
    shape: z.enum(signUpModes).default(signUpDefaults.mode),
  }),
  MORTAR_SIGN_UP_DOMAINS: variable({
    about: 'Domains of e-mail addresses for MORTAR_SIGN_UP=domain, separated by commas.',
    unset: 'none',
    allowed: 'at most 50 domains such as example.com, with commas between them',
    shape: list((domain) => /^[\w-]+(\.[\w-]+)+$/.test(domain)).refine((domains) => domains.length <= 50),
  }),
  MORTAR_UNVERIFIED_REFUSED: variable({
    about: 'Root fields that an account may not use before its e-mail address is confirmed.',
    unset: 'none',
    allowed: 'at most 100 names such as Mutation.checkoutComplete or Subscription.*, with commas between them',
    shape: list((name) => /^\w+\.(\*|\w+)$/.test(name)).refine((names) => names.length <= 100),
  }),
  MORTAR_AUDIT_DAYS: wholeNumber('How long the audit log keeps its entries.', {
    to: 3_650,
    unset: auditDefaults.keptMs / dayMs,
    unit: 'days',
  }),
  MORTAR_ADMIN_SESSION_IDLE_MINUTES: wholeNumber(
    "Idle timeout of an administrator's session, never longer than MORTAR_SESSION_IDLE_MINUTES.",
    { to: 43_200, unset: sessionDefaults.adminIdleMs / minuteMs, unit: 'minutes' },
  ),
  MORTAR_ADMIN_SESSION_MAX_MINUTES: wholeNumber(
    "Maximum age of an administrator's session, never longer than MORTAR_SESSION_MAX_MINUTES.",
    { to: 525_600, unset: sessionDefaults.adminAbsoluteMs / minuteMs, unit: 'minutes' },
  ),
  MORTAR_REMEMBERED_SESSION_IDLE_MINUTES: wholeNumber(
    'Idle timeout of a session whose holder asked to be remembered.',
    { to: 525_600, unset: sessionDefaults.rememberedIdleMs / minuteMs, unit: 'minutes' },
  ),
  MORTAR_REMEMBERED_SESSION_MAX_MINUTES: wholeNumber('Maximum age of a session whose holder asked to be remembered.', {
    to: 525_600,
    unset: sessionDefaults.rememberedAbsoluteMs / minuteMs,
    unit: 'minutes',
  }),
} as const;

type Variables = typeof accountVariables & typeof captchaVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

/** @throws Error where one setting needs another. */
export function readAccounts(read: Read): AccountConfig {
  const mode = read('MORTAR_SIGN_UP');
  const domains = read('MORTAR_SIGN_UP_DOMAINS').map((domain) => domain.toLowerCase());
  if ((mode === 'domain') !== domains.length > 0)
    throw new Error(
      mode === 'domain'
        ? 'MORTAR_SIGN_UP is domain, but MORTAR_SIGN_UP_DOMAINS is not set: set it to the domains, such as example.com'
        : 'MORTAR_SIGN_UP_DOMAINS is set, but MORTAR_SIGN_UP is not domain: set MORTAR_SIGN_UP=domain',
    );
  return Object.freeze({
    signUp: Object.freeze({ mode, domains: Object.freeze(domains) }),
    unverifiedRefused: Object.freeze(read('MORTAR_UNVERIFIED_REFUSED')),
    captcha: readCaptcha(read),
    audit: Object.freeze({ keptMs: read('MORTAR_AUDIT_DAYS') * dayMs }),
  });
}

export function readLifetimes(
  read: Read,
): Pick<SessionSettings, 'adminIdleMs' | 'adminAbsoluteMs' | 'rememberedIdleMs' | 'rememberedAbsoluteMs'> {
  return {
    adminIdleMs: read('MORTAR_ADMIN_SESSION_IDLE_MINUTES') * minuteMs,
    adminAbsoluteMs: read('MORTAR_ADMIN_SESSION_MAX_MINUTES') * minuteMs,
    rememberedIdleMs: read('MORTAR_REMEMBERED_SESSION_IDLE_MINUTES') * minuteMs,
    rememberedAbsoluteMs: read('MORTAR_REMEMBERED_SESSION_MAX_MINUTES') * minuteMs,
  };
}
