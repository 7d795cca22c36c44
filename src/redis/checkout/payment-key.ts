// The idempotency keys of payments: each stands for the checkout and payment token that it was first used with, unless that payment
// came to nothing.

import { createHash } from 'node:crypto';
import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { checkoutKeys } from './keys.ts';

export const paymentKeyLimits = {
  /** An idempotency key is remembered so long. */
  ttlMs: 24 * 3_600_000,
  maxLength: 200,
  maxOwnerLength: 200,
} as const;

const releaseScript = loadScript('checkout/release-key');

/** What a key is used for. */
export interface KeyUse {
  readonly owner: string;
  readonly checkoutId: string;
  readonly token: string;
  readonly key: string;
}

export class PaymentKeys {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** @throws Refusal CONFLICT where the key stands for something else. */
  async claim(use: KeyUse): Promise<void> {
    const input = inputOf(use);
    const before = await this.#redis.client.set(
      this.#keyOf(use.owner, use.key),
      input,
      'PX',
      paymentKeyLimits.ttlMs,
      'NX',
      'GET',
    );
    if (before !== null && before !== input)
      refuse('CONFLICT', 'This key was used with another checkout or payment before.', 'idempotencyKey');
  }

  /** The payment came to nothing: the key may be used with another checkout or token. */
  async release(use: KeyUse): Promise<void> {
    await this.#redis.run(releaseScript, [this.#keyOf(use.owner, use.key)], [inputOf(use)]);
  }

  /** Lets a key of a guest stand for the same for the account. */
  async copy(key: string, from: string, to: string): Promise<void> {
    for (const [field, text] of Object.entries({ from, to })) checkText(text, field, paymentKeyLimits.maxOwnerLength);
    checkText(key, 'key', paymentKeyLimits.maxLength, 0);
    const input = await this.#redis.client.get(this.#keyOf(from, key));
    if (input !== null) await this.#redis.client.set(this.#keyOf(to, key), input, 'PX', paymentKeyLimits.ttlMs, 'NX');
  }

  /** Takes a key away before its time. */
  async forget(key: string, owner: string): Promise<void> {
    await this.#redis.client.del(this.#keyOf(owner, key));
  }

  #keyOf(owner: string, key: string): string {
    return checkoutKeys.idempotency(this.#redis.prefix, owner, createHash('sha256').update(key).digest('base64url'));
  }
}

function inputOf({ checkoutId, token }: KeyUse): string {
  return createHash('sha256').update(`${checkoutId}\n${token}`).digest('base64url');
}
