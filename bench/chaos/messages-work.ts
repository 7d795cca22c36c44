// What the messages of the `messages` run are: shared by those who publish, consume and check.

import { hash } from 'node:crypto';

export const topics = ['chaos.orders', 'chaos.parcels'] as const;
export const groups = ['mailer', 'ledger'] as const;

/** How long a message is held without a sign of life: short, so that many leases run out. */
export const leaseMs = 1_000;

/** More than accidents will take, and few enough that a message which kills its process ends soon. */
export const maxAttempts = 15;

export const backoff = { delayMs: 20, maxDelayMs: 200 } as const;

/** Its handler succeeds, takes longer than its lease, fails at first, names another time, can never succeed, or kills its process. */
export type Kind = 'sound' | 'slow' | 'flaky' | 'later' | 'hopeless' | 'poison';

export interface Payload {
  /** The idempotency key that it was published under. */
  readonly key: string;
  readonly kind: Kind;
  readonly odd: unknown;
}

/** By which a payload is known again. */
export function digestOf(payload: unknown): string {
  return hash('sha1', JSON.stringify(payload));
}

/** What a publisher prints: a message that was acknowledged, or what should not have happened. */
export type PublisherLine =
  | { readonly key: string; readonly topic: string; readonly cursor: string; readonly digest: string }
  | { readonly fault: string };

/** What a consumer prints when an attempt begins and when its handler is done. */
export interface ConsumerLine {
  readonly event: 'began' | 'done';
  readonly topic: string;
  readonly group: string;
  readonly cursor: string;
  readonly attempt: number;
  readonly missed: number;
}

/** JSON that has been trouble somewhere, and values that are no JSON. */
export const odd = {
  accepted: [
    'half \udf89 an emoji',
    { '\ud83c': '\0' },
    JSON.parse('{"__proto__": {"x": 1}, "constructor": {"prototype": 1}}') as unknown,
    [-0, 1e308, 2 ** 53 - 1],
    'x'.repeat(20_000),
    [[[[[[[[[[{ a: [] }]]]]]]]]]],
    [],
    '',
    false,
  ],
  refusedPayloads: [null, undefined, 10n, [Number.NaN], 'x'.repeat(300_000), () => 1],
  refusedKeys: ['', 'half \ud83c', 'k'.repeat(201)],
  refusedTopics: ['', 'half \ud83c', 'a b', 't'.repeat(500), '{}'],
  delays: [Number.NaN, Number.POSITIVE_INFINITY, -1, undefined, 0, 30] as readonly (number | undefined)[],
  errors: [
    new Error('half \ud83c an emoji'),
    new Error('e'.repeat(100_000)),
    'a text',
    undefined,
    Object.create(null) as unknown,
    {
      toString() {
        throw new Error('no text');
      },
    },
  ],
} as const;
