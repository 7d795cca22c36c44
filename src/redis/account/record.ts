// An account as it is read from its hash and its access.

import { readAccess } from '../session/pass.ts';
import type { Role } from '../session/role.ts';
import { isServiceEmail } from './text.ts';

export interface Account {
  readonly id: string;
  readonly email: string;
  /** By which its holder can log in as by the address; null where there is none. */
  readonly logInName: string | null;
  readonly displayName: string | null;
  /** The language of its holder, such as de-CH, and the time zone; null where he did not say. */
  readonly locale: string | null;
  readonly timeZone: string | null;
  /** What a program keeps with the account; null where it keeps nothing. */
  readonly attributes: Readonly<Record<string, unknown>> | null;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  readonly disabled: boolean;
  /** When the address was proven to be the holder's; null where it never was. */
  readonly emailVerifiedAt: Date | null;
  /** When an administrator invited the holder; null where nobody did, and once the invitation was accepted. */
  readonly invitedAt: Date | null;
  /** Whether it is a service's: nobody can log in to it, and programs use it with its API keys. */
  readonly isService: boolean;
}

/** Null where there is none. */
export function readAccount(id: string, fields: Record<string, string>, access: string | null): Account | null {
  if (fields.email === undefined || access === null) return null;
  const isService = isServiceEmail(fields.email);
  return {
    id,
    email: fields.email,
    logInName: fields.logInName || null,
    displayName: fields.displayName || null,
    locale: fields.locale || null,
    timeZone: fields.timeZone || null,
    attributes: readAttributes(fields.attributes),
    createdAt: new Date(Number(fields.createdAt)),
    emailVerifiedAt: fields.verifiedAt ? new Date(Number(fields.verifiedAt)) : null,
    invitedAt: fields.invitedAt && !fields.verifiedAt && !isService ? new Date(Number(fields.invitedAt)) : null,
    isService,
    ...readAccess(access),
  };
}

function readAttributes(text: string | undefined): Account['attributes'] {
  if (!text) return null;
  try {
    return JSON.parse(text) as Account['attributes'];
  } catch {
    return null;
  }
}
