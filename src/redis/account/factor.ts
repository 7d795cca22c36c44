// What second factors are, as the stores that use them share it.

import { refuse } from '../base/problem.ts';
import type { Role } from '../session/role.ts';
import { type Passkey, type PasskeySettings, passkeysOf } from './passkey.ts';

export const factorLimits = {
  /** A log-in that needs a second factor, and an app that was not confirmed yet. */
  pendingMs: 10 * 60_000,
  pendingPerAccount: 10,
  tries: 5,
  codeCharacters: 20,
  tokenCharacters: 200,
  /** The app and the passkeys. */
  perAccount: 20,
} as const;

export const factorMethods = ['TOTP', 'PASSKEY', 'RECOVERY_CODE'] as const;
export type FactorMethod = (typeof factorMethods)[number];

/** What somebody gives as a second factor. */
export type GivenFactor =
  | { readonly totp: string }
  | { readonly recoveryCode: string }
  /** What a browser answers to `passkeyOptions`. */
  | { readonly passkey: unknown };

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
  readonly passkeys: readonly Passkey[];
  /** Whether a browser may be trusted with the second factor. */
  readonly trustsDevices: boolean;
}

export interface SecondFactorSettings {
  /** Encrypt the secrets of apps at rest: the first does, all decrypt. Without one there are no apps. */
  readonly secretKeys?: readonly string[];
  /** What apps call this installation. */
  readonly issuer?: string;
  /** Roles that an account may have only with a second factor. */
  readonly requiredFor?: readonly Role[];
  /** For which site passkeys are; without it there are none. */
  readonly passkeys?: PasskeySettings;
}

/** The hash of an account's factors. */
export type FactorFields = Readonly<Record<string, string>>;

export function stateOf(fields: FactorFields): FactorState {
  const names = Object.keys(fields);
  const recoveryCodesLeft = names.filter((name) => name.startsWith('code:')).length;
  const methods: FactorMethod[] = [];
  if (fields.totp !== undefined) methods.push('TOTP');
  const passkeys = passkeysOf(fields);
  if (passkeys.length > 0) methods.push('PASSKEY');
  if (methods.length > 0 && recoveryCodesLeft > 0) methods.push('RECOVERY_CODE');
  return {
    totpSince: fields.totpAt ? new Date(Number(fields.totpAt)) : null,
    recoveryCodesLeft,
    methods,
    passkeys,
    trustsDevices: fields.trust !== undefined,
  };
}

export function refuseFactor(field: string): never {
  refuse('SECOND_FACTOR_INVALID', 'The code does not fit, was used already, or the log-in took too long.', field);
}

export const bareCode = (code: string): string => code.replace(/\s/g, '');
