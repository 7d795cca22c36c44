// An account as it is read from its hash.

import type { Role } from './session.ts';

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly displayName: string | null;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  readonly disabled: boolean;
}

/** Null for a hash that is not there. */
export function readAccount(id: string, fields: Record<string, string>): Account | null {
  if (fields.email === undefined) return null;
  return {
    id,
    email: fields.email,
    displayName: fields.displayName || null,
    roles: fields.roles ? (fields.roles.split(',') as Role[]) : [],
    createdAt: new Date(Number(fields.createdAt)),
    disabled: fields.disabled === '1',
  };
}

/** An address as it is compared and kept: two spellings that reach the same mailbox everywhere are one. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
