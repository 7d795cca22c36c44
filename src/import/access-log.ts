// Decides which entries of an access log are page views, and who the visitor was. log-format/ reads the lines;
// docs/metrics.md has the rules in plain words.

import { createHash } from 'node:crypto';
import type { LogEntry } from './log-format/entry.ts';

/** Why a line that can be read is no page view. */
export type SkipReason = 'asset' | 'method' | 'status';

const assets = new RegExp(
  String.raw`\.(?:png|jpe?g|gif|ico|svg|webp|avif|bmp|tiff?|css|m?js|map|woff2?|ttf|otf|eot|json|xml|txt|webmanifest|wasm|` +
    `mp4|m4v|webm|mov|avi|mp3|m4a|ogg|wav|flac|zip|t?gz|tar|bz2|xz|7z|rar)$`,
  'i',
);

/** A page view is a GET of something that is no image, style sheet, script, font, film, archive or file for programs, answered in whole or from a cache. */
export function skipReason({ method, path, status }: LogEntry): SkipReason | null {
  if (method !== 'GET') return 'method';
  if (assets.test(path.replace(/[?#].*$/s, ''))) return 'asset';
  const seen = (status >= 200 && status < 300 && status !== 206) || status === 304;
  return seen ? null : 'status';
}

/** Who it was, without a way back to the address for whoever does not have the salt. */
export function visitorOf({ address, userAgent }: LogEntry, salt: string): string {
  return createHash('sha256')
    .update(`${salt}\n${address}\n${userAgent ?? ''}`)
    .digest('base64url');
}

/**
 * Gives equal lines different ids, and the same line the same id whenever it is imported: an id is made of a line's text
 * and of how many such lines came before it. It remembers the last hundred thousand lines or more; equal lines are of
 * one second, so they stand together.
 */
export class LineIds {
  readonly #remembered = 100_000;
  #recent = new Map<string, number>();
  #older = new Map<string, number>();

  idOf(text: string): string {
    const digest = createHash('sha256').update(text).digest('base64url');
    const occurrence = (this.#recent.get(digest) ?? this.#older.get(digest) ?? 0) + 1;
    this.#recent.set(digest, occurrence);
    if (this.#recent.size >= this.#remembered) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    return `${digest}.${occurrence}`;
  }
}
