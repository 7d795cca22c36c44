// Codes of authenticator apps, by RFC 6238 as all apps know it: SHA-1, six digits, 30 seconds.

import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';

const totpForm = {
  /** As long as the hash. */
  secretBytes: 20,
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  /** Steps before and after the present one that count, since clocks differ. */
  drift: 1,
} as const;

/** What an app is to be told. */
export interface TotpSetup {
  /** In base 32, to be typed. */
  readonly secret: string;
  /** `otpauth://`, to be opened by an app on the same device. */
  readonly uri: string;
  /** The same as a picture to be scanned. */
  readonly qrSvg: string;
}

export const newTotpSecret = (): string => new Secret({ size: totpForm.secretBytes }).base32;

export function totpSetup(secret: string, issuer: string, label: string): TotpSetup {
  const uri = totpOf(secret, issuer, label).toString();
  return { secret, uri, qrSvg: renderSVG(uri, { border: 2 }) };
}

/** The step whose code it is; null where it is none of now. */
export function stepOf(secret: string, code: string, nowMs = Date.now()): number | null {
  const delta = totpOf(secret).validate({ token: code, window: totpForm.drift, timestamp: nowMs });
  return delta === null ? null : Math.floor(nowMs / 1_000 / totpForm.periodSeconds) + delta;
}

function totpOf(secret: string, issuer = '', label = 'account'): TOTP {
  const { algorithm, digits, periodSeconds } = totpForm;
  return new TOTP({ issuer, label, algorithm, digits, period: periodSeconds, secret: Secret.fromBase32(secret) });
}
