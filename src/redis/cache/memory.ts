// The first level: values in this process, for seconds, bounded in number and size.

import { covers, type Entry } from './entry.ts';
import type { Invalidations } from './invalidations.ts';

export interface MemoryBounds {
  readonly entries: number;
  readonly bytes: number;
}

export interface Held {
  readonly value: unknown;
  readonly tags: readonly string[];
  /** Its text's length and its key's, about what it takes. */
  readonly bytes: number;
  /** As of `performance.now()`, like the next. */
  readonly untilMs: number;
  readonly freshUntilMs: number;
  readonly tookMs: number;
  readonly version: number;
}

interface Slot extends Held {
  /** As of `Invalidations.now`: when it was last known to hold. */
  heldAt: number;
  /** Asked for since it was last up for eviction. */
  used: boolean;
}

export class Memory {
  readonly #bounds: MemoryBounds;
  readonly #invalidations: Invalidations;
  readonly #slots = new Map<string, Slot>();
  #bytes = 0;

  constructor(bounds: MemoryBounds, invalidations: Invalidations) {
    this.#bounds = bounds;
    this.#invalidations = invalidations;
  }

  get size(): number {
    return this.#slots.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string, wantedTags: readonly string[] | undefined, nowMs: number): Held | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    if (slot.untilMs <= nowMs || !this.#holds(key, slot) || !covers(slot.tags, wantedTags)) {
      this.delete(key);
      return undefined;
    }
    slot.used = true;
    return slot;
  }

  /** @param readAt as of `Invalidations.now`, before the value was read: what was invalidated since is not kept. */
  set(key: string, held: Held, readAt: number): void {
    if (held.bytes > this.#bounds.bytes / 8 || this.#bounds.entries === 0) return;
    if (this.#invalidations.overtook(readAt, key, held.tags)) return;
    this.delete(key);
    this.#slots.set(key, { ...held, heldAt: this.#invalidations.now, used: false });
    this.#bytes += held.bytes;
    while (this.#slots.size > this.#bounds.entries || this.#bytes > this.#bounds.bytes) this.#evictOne();
  }

  delete(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#bytes -= slot.bytes;
  }

  clear(): void {
    this.#slots.clear();
    this.#bytes = 0;
  }

  #holds(key: string, slot: Slot): boolean {
    const { now } = this.#invalidations;
    if (slot.heldAt === now) return true;
    if (this.#invalidations.overtook(slot.heldAt, key, slot.tags)) return false;
    slot.heldAt = now;
    return true;
  }

  // Second chance: the oldest goes, unless it was asked for since it was last looked at; then it goes to the end instead.
  #evictOne(): void {
    for (const [key, slot] of this.#slots) {
      if (!slot.used) {
        this.delete(key);
        return;
      }
      slot.used = false;
      this.#slots.delete(key);
      this.#slots.set(key, slot);
    }
  }
}

export function heldOf(key: string, entry: Entry, memoryMs: number): Held {
  const { freshUntilMs } = entry;
  return {
    value: entry.value,
    tags: entry.tags,
    bytes: entry.size + key.length,
    untilMs: Math.min(freshUntilMs, performance.now() + memoryMs),
    freshUntilMs,
    tookMs: entry.tookMs,
    version: entry.version,
  };
}
