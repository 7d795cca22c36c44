// Tells Redis' errors apart, in one table: what kind of fault it is, and whether an operator or a programmer has to mend it.

import { Overloaded, Unconfirmed } from './problem.ts';

/**
 * - `unavailable`: Redis is away, busy or in the middle of a failover. It passes by itself.
 * - `full`: Redis cannot store anything more, in memory or on disk.
 * - `refused`: the user of REDIS_URL lacks rights, or is none.
 * - `misconfigured`: Redis is not what REDIS_URL says, or too old.
 * - `unconfirmed`: the write was made, and it is not known whether it outlives the master.
 */
type RedisFaultKind = 'unavailable' | 'full' | 'refused' | 'misconfigured' | 'unconfirmed';

export interface RedisFault {
  readonly kind: RedisFaultKind;
  /** Names the cause in a word, such as OOM. There are few of them, so that they can be counted by. */
  readonly cause: string;
}

/** By the first word of Redis' answer. An answer with another first word is a bug of a script or of the caller. */
const byCode: Readonly<Record<string, RedisFaultKind>> = {
  LOADING: 'unavailable',
  BUSY: 'unavailable',
  UNKILLABLE: 'unavailable',
  CLUSTERDOWN: 'unavailable',
  MASTERDOWN: 'unavailable',
  NOMASTERLINK: 'unavailable',
  READONLY: 'unavailable',
  TRYAGAIN: 'unavailable',
  NOREPLICAS: 'unavailable',
  NOQUORUM: 'unavailable',
  UNBLOCKED: 'unavailable',
  OOM: 'full',
  MISCONF: 'full',
  NOPERM: 'refused',
  NOAUTH: 'refused',
  WRONGPASS: 'refused',
  DENIED: 'refused',
  MOVED: 'misconfigured',
  ASK: 'misconfigured',
  CROSSSLOT: 'misconfigured',
};

/** Answers that begin with ERR, as those to everything that has no code of its own. */
const byText: readonly (readonly [RegExp, string, RedisFaultKind])[] = [
  [/max number of clients/, 'MAXCLIENTS', 'unavailable'],
  [/can't run this command|no permissions to/i, 'NOPERM', 'refused'],
  [/Client sent AUTH, but no password is set|AUTH .*called without any password/, 'AUTH', 'refused'],
  [
    /unknown (redis )?command|cluster support disabled|DB index is out of range|SELECT is not allowed/i,
    'COMMAND',
    'misconfigured',
  ],
];

/** Errors of the connection, by what ioredis and Node write. An error of Node may have its code alone, with no message. */
const lost =
  /Command timed out|Socket timeout|Connection is closed|Stream isn't writeable|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ERR_STREAM_DESTROYED|ENOENT.*sock|None of startup nodes|Cluster isn't ready|Too many Cluster redirections|All sentinels are unreachable/;
/** Codes of TLS and OpenSSL in Node. */
const certificate = /CERT|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY|SELF_SIGNED/;
const lostNames: ReadonlySet<string> = new Set([
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
  'RedisTimeout',
  'SharedLevelAway',
]);

/** Undefined for what is no fault of Redis, a bug of a script included. */
export function redisFault(error: unknown): RedisFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (certificate.test((error as NodeJS.ErrnoException).code ?? ''))
    return { kind: 'misconfigured', cause: 'CERTIFICATE' };
  const [, code = ''] = /^([A-Z]+)\b/.exec(error.message) ?? [];
  const kind = byCode[code];
  if (kind) return { kind, cause: code };
  if (code === 'EXECABORT') return redisFault(whyAborted(error));
  if (code === 'ERR') {
    const found = byText.find(([pattern]) => pattern.test(error.message));
    return found && { kind: found[2], cause: found[1] };
  }
  if (error instanceof Unconfirmed) return { kind: 'unconfirmed', cause: 'UNCONFIRMED' };
  if (error instanceof Overloaded) return { kind: 'unavailable', cause: 'OVERLOADED' };
  // The error of a fetch that was aborted has the same name.
  const aborted = error.name === 'AbortError' && !(error instanceof DOMException);
  if (error.name === 'ParserError') return { kind: 'misconfigured', cause: 'PROTOCOL' };
  const { code: systemCode = '' } = error as NodeJS.ErrnoException;
  if (aborted || lostNames.has(error.name) || lost.test(error.message) || lost.test(systemCode))
    return { kind: 'unavailable', cause: 'CONNECTION' };
  return undefined;
}

/** A transaction is given up for an answer to one of its commands, or for a reason that follows in its own words. */
function whyAborted(error: Error): Error | undefined {
  const [, reason] = /because of: (.*)$/s.exec(error.message) ?? [];
  return reason === undefined
    ? (error as { previousErrors?: readonly Error[] }).previousErrors?.[0]
    : new Error(reason);
}

/** Whether what went wrong is on Redis' side, a script's bug included: who reads on and on reads again after a while. */
export function isFromRedis(error: unknown): boolean {
  return redisFault(error) !== undefined || (error instanceof Error && error.name === 'ReplyError');
}

/** Whether Redis is away, or has too much to do, so that the same call may succeed shortly. */
export function isUnavailable(error: unknown): boolean {
  return redisFault(error)?.kind === 'unavailable';
}

const sentences: Readonly<Record<RedisFaultKind, string>> = {
  unavailable: 'Mortar cannot reach its Redis at the moment. Nothing is lost; try again shortly.',
  full: 'Mortar cannot store anything at the moment, since the storage of its Redis is full. Try again later.',
  refused: 'Mortar lacks a right in its Redis, so this does not work until the operator grants it.',
  misconfigured:
    "Mortar's Redis is not set up as Mortar needs it, so this does not work until the operator corrects it.",
  unconfirmed:
    'Mortar made this change, but the replicas of its Redis did not confirm it in time. Send the same call again, with the same idempotency key if it has one, to learn whether it lasts.',
};

/** What a person who asked for something is told of a fault. */
export function sentenceOf({ kind }: RedisFault, error: unknown): string {
  return error instanceof Overloaded ? error.message : sentences[kind];
}

/**
 * What was read in several slots; undefined in the place of what Redis did not answer.
 * @throws where it answered nothing, or something else than Redis failed.
 */
export async function answered<T>(reads: readonly Promise<T>[]): Promise<(T | undefined)[]> {
  const results = await Promise.allSettled(reads);
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const grave = faults.length === reads.length ? faults[0] : faults.find((fault) => !redisFault(fault));
  if (grave !== undefined) throw grave;
  return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
}
