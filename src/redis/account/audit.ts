// The audit log: who did what to which account, from where, what was before and after. Acts are only ever added, and leave by their age
// and number. They lie in the shards of the accounts that they are about, so that a script can write one with the change itself; the
// others are written a tick later, together.

import { checkMoment, checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { checkSize, type PageOfEntries, type PageRequest } from '../base/page.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { attemptNetwork } from '../session/client.ts';
import type { SecurityEvent } from '../session/event.ts';
import { sessionShards } from '../session/shard.ts';
import { userOwner } from '../session/token.ts';
import { Attempts } from './attempt.ts';
import {
  type AuditEntry,
  type AuditLogName,
  actArguments,
  auditLimits,
  auditLogs,
  logOf,
  readAct,
} from './audit-record.ts';
import { accountKeys } from './keys.ts';

const dayMs = 24 * 3_600_000;

export const auditDefaults = { keptMs: 365 * dayMs } as const;

export interface AuditSettings {
  /** How long acts are kept. */
  readonly keptMs: number;
}

/** Which acts to read; all where nothing is given. */
export interface AuditFilter {
  readonly accountId?: string | null;
  readonly byId?: string | null;
  readonly kinds?: readonly string[] | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

const scripts = { note: loadScript('account/note-acts'), read: loadScript('account/read-acts') };

interface Place {
  readonly log: AuditLogName;
  readonly shard: number;
}

interface Read {
  readonly place: Place;
  /** Where to go on; null where nothing more is there. */
  from: string | null;
  readonly entries: AuditEntry[];
}

export class AuditLog {
  readonly #redis: RedisHandle;
  readonly #attempts: Attempts;
  readonly #keptMs: number;
  readonly #onProblem: (error: unknown) => void;
  #waiting: SecurityEvent[] = [];
  #writing: Promise<void> | undefined;

  constructor(
    redis: RedisHandle,
    { keptMs }: AuditSettings = auditDefaults,
    onProblem: (error: unknown) => void = () => {},
  ) {
    this.#redis = redis;
    this.#attempts = new Attempts(redis);
    this.#keptMs = keptMs;
    this.#onProblem = onProblem;
  }

  /** Writes an event down, a tick later. One that the script of the change has written is not written again. */
  note(event: SecurityEvent): void {
    if (logOf(event) === null || this.#waiting.length >= auditLimits.waiting) return;
    this.#waiting.push(event);
    this.#writing ??= Promise.resolve()
      .then(() => this.#write())
      .catch(this.#onProblem)
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /** Writes an event down at once, before what it is about is done. */
  async write(event: SecurityEvent): Promise<void> {
    const log = logOf(event);
    if (log === null) return;
    await this.#writeTo({ log, shard: this.#shardOf(event.userId ?? '') }, [actArguments(event)]);
  }

  /** Resolves when all that was noted is written. */
  async settle(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** The keys and arguments with which a script writes an act about an account. */
  inScript(event: SecurityEvent & { readonly userId: string }): { keys: string[]; args: (string | number)[] } {
    const place = { log: 'administration', shard: this.#shardOf(event.userId) } as const;
    return { keys: this.#keys(place), args: [...this.#bounds(), ...actArguments(event)] };
  }

  /**
   * Acts that fit, newest first. A round trip for each thousand acts of a log that do not fit.
   * @throws Refusal INVALID.
   */
  async page(filter: AuditFilter, { after, size, backwards }: PageRequest): Promise<PageOfEntries<AuditEntry>> {
    checkSize(size);
    checkFilter(filter);
    const cursor = after === null ? null : parseCursor(after, backwards);
    const [first, last] = idsOf(filter, cursor, backwards);
    const reads = this.#placesOf(filter).map((place): Read => ({ place, from: first, entries: [] }));
    const isPast = (entry: AuditEntry): boolean =>
      after !== null && (backwards ? entry.cursor <= after : entry.cursor >= after);
    const lacking = ({ from, entries }: Read): boolean => from !== null && entries.length <= size;
    for (let open = reads; open.length > 0; open = reads.filter(lacking))
      await Promise.all(open.map((read) => this.#readOn(read, { filter, last, want: size + 2, backwards, isPast })));
    const found = reads.flatMap(({ entries }) => entries).sort((a, b) => (a.cursor < b.cursor === backwards ? -1 : 1));
    const entries = found.slice(0, size);
    if (backwards) entries.reverse();
    return { entries, more: found.length > size };
  }

  /** The act with a cursor; null where there is none. */
  async find(cursor: string): Promise<AuditEntry | null> {
    const [, ms, sequence, log, shard] = cursorPattern.exec(cursor) ?? [];
    const place = this.#placesOf({}).find((each) => each.log === log && each.shard === Number(shard));
    if (!place) return null;
    const id = `${Number(ms)}-${Number(sequence)}`;
    const read: Read = { place, from: id, entries: [] };
    await this.#readOn(read, { filter: {}, last: id, want: 1, backwards: false, isPast: () => false });
    return read.entries[0] ?? null;
  }

  /** Cuts what is too old, of logs to which nothing is added. */
  async trim(): Promise<void> {
    const now = Date.now();
    const cut = (key: string, ms: number) => this.#redis.client.xtrim(key, 'MINID', '~', `${Math.max(0, now - ms)}-0`);
    await Promise.all(
      this.#placesOf({}).flatMap((place) => {
        const [log, addresses] = this.#keys(place);
        return [cut(log, this.#keptMs), cut(addresses, auditLimits.addressMs)];
      }),
    );
  }

  async #write(): Promise<void> {
    for (let events = this.#waiting; events.length > 0; events = this.#waiting) {
      this.#waiting = [];
      const counted = await Promise.all(events.map(async (event) => ((await this.#counts(event)) ? [event] : [])));
      const byPlace = new Map<string, { place: Place; acts: string[][] }>();
      for (const event of counted.flat()) {
        const place = { log: logOf(event) as AuditLogName, shard: this.#shardOf(event.userId ?? '') };
        const key = this.#keys(place)[0];
        const group = byPlace.get(key) ?? { place, acts: [] };
        byPlace.set(key, group);
        group.acts.push(actArguments(event));
      }
      await Promise.all([...byPlace.values()].map(({ place, acts }) => this.#writeTo(place, acts)));
    }
  }

  async #writeTo(place: Place, acts: readonly string[][]): Promise<void> {
    for (let start = 0; start < acts.length; start += auditLimits.perScript) {
      const some = acts.slice(start, start + auditLimits.perScript).flat();
      await this.#redis.run(scripts.note, this.#keys(place), [...this.#bounds(), ...some]);
    }
  }

  /** What strangers cause is written down for an address a few times only. */
  async #counts(event: SecurityEvent): Promise<boolean> {
    if (logOf(event) !== 'tries') return true;
    const subject = event.ipAddress ? attemptNetwork(event.ipAddress) : (event.sessionId ?? '');
    return (await this.#attempts.begin([{ kind: 'audit', subject }])) === null;
  }

  async #readOn(
    read: Read,
    asked: {
      readonly filter: AuditFilter;
      readonly last: string;
      readonly want: number;
      readonly backwards: boolean;
      isPast(entry: AuditEntry): boolean;
    },
  ): Promise<void> {
    const { filter, last, want, backwards, isPast } = asked;
    const [next, ...reply] = (await this.#redis.run(scripts.read, this.#keys(read.place), [
      backwards ? 'b' : '',
      read.from ?? '',
      last,
      want,
      auditLimits.looked,
      filter.accountId ?? '',
      filter.byId ?? '',
      ...(filter.kinds ?? []),
    ])) as [string, ...(string | string[] | null)[]];
    const now = Date.now();
    for (let at = 0; at < reply.length; at += 3) {
      const [id, pairs, address] = reply.slice(at, at + 3) as [string, string[], string | null];
      const entry = readAct(cursorOf(id, read.place), id, pairs, address, now);
      if (!isPast(entry)) read.entries.push(entry);
    }
    read.from = next === '' ? null : `(${next}`;
  }

  #placesOf({ accountId }: AuditFilter): Place[] {
    const shards = accountId ? [this.#shardOf(accountId)] : sessionShards(this.#redis).numbers;
    return shards.flatMap((shard) => auditLogs.map((log) => ({ log, shard })));
  }

  #keys({ log, shard }: Place): [log: string, addresses: string] {
    const { prefix } = this.#redis;
    return [accountKeys.audit(prefix, shard, log), accountKeys.auditAddresses(prefix, shard, log)];
  }

  #bounds(): [number, number, number] {
    return [auditLimits.entries, this.#keptMs, Math.min(this.#keptMs, auditLimits.addressMs)];
  }

  #shardOf(userId: string): number {
    return sessionShards(this.#redis).of(userOwner(userId));
  }
}

/** Sorts as the acts do: by time, and those of one moment by where they lie. */
function cursorOf(id: string, { log, shard }: Place): string {
  const [ms = '', sequence = ''] = id.split('-');
  return `${ms.padStart(13, '0')}-${sequence.padStart(6, '0')}.${log}.${shard}`;
}

const cursorPattern = /^(\d{13})-(\d{6})\.([a-z]{1,20})\.(\d{1,5})$/;

function parseCursor(text: string, backwards: boolean): string {
  const [, ms, sequence] = cursorPattern.exec(text) ?? [];
  if (ms === undefined || sequence === undefined)
    refuse('INVALID', 'That is not a cursor of this list.', backwards ? 'before' : 'after');
  return `${Number(ms)}-${Number(sequence)}`;
}

/** The first and the last id to look at, in the direction of the walk. */
function idsOf({ from, to }: AuditFilter, cursor: string | null, backwards: boolean): [first: string, last: string] {
  const oldest = from ? `${from.getTime()}-0` : '-';
  // Redis takes no end before the first id: nothing is before 1970.
  const end = to?.getTime() ?? null;
  const newest = end === null ? '+' : end === 0 ? '0-0' : `(${end}-0`;
  return backwards ? [cursor ?? oldest, newest] : [cursor ?? newest, oldest];
}

function checkFilter({ accountId, byId, kinds, from, to }: AuditFilter): void {
  if (accountId != null) checkText(accountId, 'account', auditLimits.characters);
  if (byId != null) checkText(byId, 'by', auditLimits.characters);
  for (const kind of kinds ?? []) checkText(kind, 'kinds', auditLimits.characters);
  if (from) checkMoment(from, 'from');
  if (to) checkMoment(to, 'to');
}
