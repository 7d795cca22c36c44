// The kinds of environment variables: what each accepts, and what it is when it is not set.

import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

export interface Variable<T> {
  /** One sentence for the person who sets it. */
  readonly about: string;
  /** Completes "must be ...". */
  readonly allowed: string;
  /** What it is when it is not set, in words. */
  readonly unset: string;
  readonly shape: z.ZodType<T, string | undefined>;
  /** Never shown, not even when it is wrong. */
  readonly secret?: boolean;
  /** Has a secret in it, so that a file may have it, as one has any that is `secret`. */
  readonly fromFile?: boolean;
}

export function variable<T>(settings: Variable<T>): Variable<T> {
  return settings;
}

export const text = z.string().optional();

interface Range {
  /** 1 where it is not given. */
  readonly from?: number;
  readonly to: number;
  readonly unset: number;
  /** Where it is another one on each machine. */
  readonly unsetWords?: string;
  readonly unit?: string;
}

export const wholeNumber = (about: string, { from = 1, to, unset, unsetWords, unit }: Range) => {
  return variable({
    about,
    allowed: `a whole number${unit ? ` of ${unit}` : ''} from ${from} to ${to}`,
    unset: unsetWords ?? `${unset}${unit ? ` ${unit}` : ''}`,
    shape: z
      .string()
      .regex(/^\d{1,9}$/)
      .optional()
      .transform((value) => (value === undefined ? unset : Number(value)))
      .refine((value) => value >= from && value <= to),
  });
};

/** Undefined where it is not set. */
export const optionalPort = z
  .string()
  .regex(/^\d{1,5}$/)
  .optional()
  .transform((value) => (value === undefined ? undefined : Number(value)))
  .refine((value) => value === undefined || (value >= 1 && value <= 65_535));

export const onOff = z
  .enum(['1', 'true', 'on', 'yes', '0', 'false', 'off', 'no'])
  .optional()
  .transform((value) => (value === undefined ? undefined : ['1', 'true', 'on', 'yes'].includes(value)));

export const list = (isAllowed: (item: string) => boolean) =>
  z
    .string()
    .optional()
    .transform((value) => (value ?? '').split(',').map((item) => item.trim()))
    .transform((items) => items.filter((item) => item !== ''))
    .refine((items) => items.every(isAllowed));

export const onOffWords = '1 or 0 (also true, on, yes, false, off, no)';

/** Whether it is an IP address, or a range in CIDR notation. */
export function isAddressRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

/** Such as `https:`; '' for what is no URL. */
export function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

export function isOrigin(value: string): boolean {
  try {
    const { protocol, origin } = new URL(value);
    return ['http:', 'https:'].includes(protocol) && origin === value;
  } catch {
    return false;
  }
}
