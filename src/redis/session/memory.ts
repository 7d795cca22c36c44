// What a process remembers of the tokens that came lately: what Redis said of them. It lets nobody in by itself. Each tick
// asks Redis what has changed since, and only what has not changed counts; so a token that comes again, as with each
// request of a page, is neither hashed nor are its pass and access read once more.

import type { RedisHandle } from '../base/handle.ts';
import type { SessionClient } from './client.ts';
import { sessionKeys } from './keys.ts';
import { sessionShards } from './shard.ts';
import { addressOf, type Token } from './token.ts';

export const sessionMemoryLimits = {
  /**
   * Of one process, about 1 kB each. More are judged each time until others are due: putting one in the place of another
   * costs more than judging it.
   */
  tokens: 10_000,
  /** Clients that call themselves something longer are not remembered with their tokens, and compared by their families. */
  userAgentLength: 500,
  /** How often those that are due to be judged again are let go. */
  sweepMs: 30_000,
} as const;

/** Before every version that Redis tells, and as long as one. */
const noVersion = '0'.repeat(16);

export interface SessionShard {
  readonly versionKey: string;
  /** Which batch its calls belong to. */
  readonly group: number;
  /** What is remembered of the shard's sessions is so at this version, by session/lua/include/change.lua. */
  version: string;
  readonly remembered: Set<Remembered>;
}

/** What Redis said of a token that it let in without ado. */
export interface SessionFacts {
  readonly token: Token;
  readonly pass: string;
  readonly access: string;
  /** The client that it came from, where it was told. */
  readonly client: SessionClient | undefined;
  /** When it is to be judged again, in milliseconds since 1970 by Redis' clock. */
  readonly dueMs: number;
}

export interface Remembered extends SessionFacts {
  readonly kind: 'remembered';
  readonly text: string;
  readonly shard: SessionShard;
  /** When to let go of it, by this process' own clock. */
  readonly sweepAt: number;
  /** False from when it changed in Redis or was let go. */
  valid: boolean;
}

export class SessionMemory {
  readonly #redis: RedisHandle;
  readonly #shards = new Map<number, SessionShard>();
  /** By the tokens' texts. In this memory alone, where requests have them in any case, and in no log. */
  readonly #tokens = new Map<string, Remembered>();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  shardOf(owner: string): SessionShard {
    const number = sessionShards(this.#redis).of(owner);
    const known = this.#shards.get(number);
    if (known) return known;
    const versionKey = sessionKeys.version(this.#redis.prefix, number);
    const group = this.#redis.groupOf(versionKey);
    const shard: SessionShard = { versionKey, group, version: noVersion, remembered: new Set() };
    this.#shards.set(number, shard);
    return shard;
  }

  find(text: string): Remembered | undefined {
    return this.#tokens.get(text);
  }

  /** @param nowMs when Redis said so, by its clock. */
  remember(text: string, facts: SessionFacts, nowMs: number): void {
    const former = this.#tokens.get(text);
    if (former) this.#forget(former);
    if (this.#tokens.size >= sessionMemoryLimits.tokens) return;
    const { token, pass, access, client, dueMs } = facts;
    // In memory of their own: the texts are pieces of a header and of a long answer, which would be kept with them.
    const own = copyOf(text + token.hash + pass + access);
    const ofToken = text.length + token.hash.length;
    const remembered: Remembered = {
      kind: 'remembered',
      shard: this.shardOf(token.owner),
      text: own.slice(0, text.length),
      token: { ...addressOf(own), hash: own.slice(text.length, ofToken) },
      pass: own.slice(ofToken, ofToken + pass.length),
      access: own.slice(ofToken + pass.length),
      client: (client?.userAgent ?? '').length <= sessionMemoryLimits.userAgentLength ? client : undefined,
      dueMs,
      sweepAt: performance.now() + dueMs - nowMs,
      valid: true,
    };
    this.#tokens.set(remembered.text, remembered);
    remembered.shard.remembered.add(remembered);
    this.#timer ??= setInterval(() => this.#sweep(), sessionMemoryLimits.sweepMs).unref();
  }

  /** Redis tells a shard's version, and whose sessions have changed since the version that it was asked about. */
  update(shard: SessionShard, version: string, changed: readonly string[] | 'any'): void {
    shard.version = version;
    for (const remembered of shard.remembered)
      if (changed === 'any' || changed.includes(remembered.token.owner)) this.#forget(remembered);
  }

  #forget(remembered: Remembered): void {
    remembered.valid = false;
    remembered.shard.remembered.delete(remembered);
    this.#tokens.delete(remembered.text);
  }

  #sweep(): void {
    const now = performance.now();
    for (const remembered of this.#tokens.values()) if (remembered.sweepAt <= now) this.#forget(remembered);
    if (this.#tokens.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function copyOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
