// A session's pass and an account's access: what decides about a token, as texts of fixed places, so that Redis compares
// a hundred of them in one step. lua/include/session-pass.lua lists the places.

import { type Role, readRoles } from './role.ts';
import { clientFamily, clientNetwork, type SessionClient } from './session-client.ts';

export type SessionTransport = 'COOKIE' | 'BEARER';
/** Why a session looks as if somebody else had its token. */
export type SessionFlag = 'DEVICE' | 'NETWORK';

/** In the place of a hash that was judged before. */
export const judgedBefore = '*'.repeat(43);

/** A new account's access is this and its roles. */
export const firstAccess = 'E000000000000';

const guestAccess = 'G000000000000';

export interface Pass {
  readonly expiresAt: Date;
  readonly lastActiveAt: Date;
  readonly absoluteExpiresAt: Date;
  /** Null for a guest. */
  readonly authenticatedAt: Date | null;
  readonly flagged: SessionFlag | null;
  readonly transport: SessionTransport;
}

export function readPass(text: string): Pass {
  const authenticated = Number(text.slice(39, 52));
  const flag = text[65];
  return {
    expiresAt: new Date(Number(text.slice(0, 13))),
    lastActiveAt: new Date(Number(text.slice(13, 26))),
    absoluteExpiresAt: new Date(Number(text.slice(26, 39))),
    authenticatedAt: authenticated === 0 ? null : new Date(authenticated),
    flagged: flag === 'D' ? 'DEVICE' : flag === 'N' ? 'NETWORK' : null,
    transport: text[66] === 'B' ? 'BEARER' : 'COOKIE',
  };
}

/** What a pass ends with: the client that it was last seen with. */
export function readPassClient(text: string): { family: string; ipAddress: string | null } {
  const [family = '', , ipAddress = ''] = text.slice(110).split('|');
  return { family, ipAddress: ipAddress || null };
}

/** Whether a pass that is there still opens its session: not run out at `now`, and not ended with all of the account's. */
export function isLive(pass: string, access: string | null, now: number): boolean {
  return Number(pass.slice(0, 13)) > now && pass.slice(52, 59) === (access ?? guestAccess).slice(0, 7);
}

export function readAccess(text: string): { disabled: boolean; roles: readonly Role[] } {
  return { disabled: text.startsWith('D'), roles: readRoles(text.slice(13)) };
}

const maxRemembered = 1_000;

/** A client as a pass holds it, `family|network|address`. The same browsers come again and again: they are remembered. */
export class ClientTexts {
  readonly #families = new Map<string, string>();
  readonly #networks = new Map<string, string>();

  of({ userAgent, ipAddress }: SessionClient): string {
    const family = remembered(this.#families, userAgent ?? '', clientFamily);
    return `${family}|${remembered(this.#networks, ipAddress, (address) => `${clientNetwork(address)}|${address}`)}`;
  }
}

function remembered(known: Map<string, string>, text: string, find: (text: string) => string): string {
  let answer = known.get(text);
  if (answer === undefined) {
    answer = find(text);
    if (known.size >= maxRemembered) known.clear();
    known.set(text, answer);
  }
  return answer;
}
