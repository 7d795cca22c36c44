// A session's pass and an account's access: what decides about a token, as texts of fixed places, so that Redis compares
// a hundred of them in one step. session/lua/include/pass.lua and access.lua have the same places; a test compares them.

import { isIP } from 'node:net';
import { clientFamily, clientNetwork, type SessionClient } from './client.ts';
import { type Role, readRoles } from './role.ts';

export type SessionTransport = 'COOKIE' | 'BEARER';
/** Why a session looks as if somebody else had its token. */
export type SessionFlag = 'DEVICE' | 'NETWORK';

/** Where the parts of a pass begin, all times in milliseconds since 1970; the client goes on to the end. */
const passPlaces = {
  lastUse: 0,
  end: 13,
  absoluteEnd: 26,
  authentication: 39,
  stamp: 52,
  flag: 65,
  transport: 66,
  hash: 67,
  client: 110,
} as const;

const timeLength = 13;

/** Where the parts of an access begin: state and generation, which a live pass has too; version of the roles; roles. */
const accessPlaces = { lasting: 0, version: 7, roles: 13 } as const;

/** In the place of a hash that was judged before. */
export const judgedBefore = '*'.repeat(passPlaces.client - passPlaces.hash);

/** A new account's access is this and its roles. */
export const firstAccess = 'E000000000000';

const guestAccess = 'G000000000000';

/** The texts of a pass, read when they are asked for. */
export class Pass {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get lastActiveAt(): Date {
    return this.#time(passPlaces.lastUse) as Date;
  }

  /** Without another request the session ends then. */
  get expiresAt(): Date {
    return this.#time(passPlaces.end) as Date;
  }

  get absoluteExpiresAt(): Date {
    return this.#time(passPlaces.absoluteEnd) as Date;
  }

  /** When the password was last given for this session; null for a guest. */
  get authenticatedAt(): Date | null {
    return this.#time(passPlaces.authentication);
  }

  /** Set when the token suddenly came from another kind of client or network, until the password is given again. */
  get flagged(): SessionFlag | null {
    const flag = this.#text[passPlaces.flag];
    return flag === 'D' ? 'DEVICE' : flag === 'N' ? 'NETWORK' : null;
  }

  get transport(): SessionTransport {
    return 'BbSsJ'.includes(this.#letter) ? 'BEARER' : 'COOKIE';
  }

  /** Whether a second factor, or a passkey, was given for this session, or its device is one that is remembered for that. */
  get isStrong(): boolean {
    return 'bcrs'.includes(this.#letter);
  }

  /** Whether it is an administrator's, who acts as the account. */
  get impersonated(): boolean {
    return 'IJ'.includes(this.#letter);
  }

  /** Whether it was begun to last, unless its account is an administrator's. */
  get remembered(): boolean {
    return 'RSrs'.includes(this.#letter);
  }

  get #letter(): string {
    return this.#text[passPlaces.transport] ?? 'C';
  }

  /** Whether the account's roles are still those of when the token was made. */
  hasRolesOf(access: string): boolean {
    const version = (access || guestAccess).slice(accessPlaces.version, accessPlaces.roles);
    return this.#text.startsWith(version, passPlaces.stamp + accessPlaces.version);
  }

  /** The client that it was last seen with. */
  get client(): { family: string; ipAddress: string | null } {
    const [family = '', , ipAddress = ''] = this.#text.slice(passPlaces.client).split('|');
    return { family, ipAddress: ipAddress || null };
  }

  #time(place: number): Date | null {
    const ms = Number(this.#text.slice(place, place + timeLength));
    return ms === 0 ? null : new Date(ms);
  }
}

/** The pass of an API key, which is in no Redis: nobody has given a proof for it. */
export function passOfKey(
  access: string,
  given: { readonly endsMs: number; readonly nowMs: number; readonly isStrong: boolean },
): string {
  const time = (ms: number): string => String(ms).padStart(timeLength, '0');
  const times = time(given.nowMs) + time(given.endsMs) + time(given.endsMs) + time(0);
  const stamp = access.slice(accessPlaces.lasting, accessPlaces.roles);
  return `${times}${stamp}-${writeTransport('BEARER', given)}${judgedBefore}||`;
}

/** Milliseconds since 1970. */
export function lastUse(pass: string): number {
  return Number(pass.slice(passPlaces.lastUse, passPlaces.end));
}

/** When it runs out, in milliseconds since 1970. */
export function expiry(pass: string): number {
  return Number(pass.slice(passPlaces.end, passPlaces.absoluteEnd));
}

/** Whether a pass that is there still opens its session: not run out at `now`, and not ended with all of the account's. */
export function isLive(pass: string, access: string | null, now: number): boolean {
  const lasting = (access || guestAccess).slice(accessPlaces.lasting, accessPlaces.version);
  return expiry(pass) > now && pass.startsWith(lasting, passPlaces.stamp);
}

/**
 * Whether a token is the present one of a live pass, and came from the client that the pass knows: then there is nothing
 * more to judge. `hash` and `client` are null where they need not be asked for.
 */
export function opensPlainly(pass: string, hash: string | null, client: string | null): boolean {
  if (hash !== null && !pass.startsWith(hash, passPlaces.hash)) return false;
  return client === null || (pass.length === passPlaces.client + client.length && pass.endsWith(client));
}

export function readAccess(text: string): { disabled: boolean; roles: readonly Role[] } {
  return { disabled: text.startsWith('D'), roles: readRoles(text.slice(accessPlaces.roles)) };
}

/** How a pass holds a transport. */
export function writeTransport(
  transport: SessionTransport,
  given: { readonly isStrong?: boolean; readonly remembered?: boolean; readonly impersonated?: boolean },
): string {
  const [cookie, bearer] = given.impersonated ? 'IJ' : given.remembered ? 'RS' : 'CB';
  const letter = (transport === 'BEARER' ? bearer : cookie) as string;
  return given.isStrong && !given.impersonated ? letter.toLowerCase() : letter;
}

const maxRemembered = 1_000;

/** A client as a pass holds it, `family|network|address`. The same browsers come again and again: they are remembered. */
export class ClientTexts {
  readonly #families = new Map<string, string>();
  readonly #networks = new Map<string, string>();

  of({ userAgent, ipAddress }: SessionClient): string {
    const family = remembered(this.#families, userAgent ?? '', clientFamily);
    return `${family}|${remembered(this.#networks, ipAddress, networkAndAddress)}`;
  }
}

/** What is no address is none: a pass is one line with bars between its parts. */
function networkAndAddress(ipAddress: string): string {
  return isIP(ipAddress) === 0 ? '|' : `${clientNetwork(ipAddress)}|${ipAddress}`;
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
