// How the stock is changed by the shop's people, and watched by everybody.

import { ofStates } from '../live/snapshot.ts';
import { orErrorLater } from '../redis/base/or-error.ts';
import { rangeOf, refuse, refuseBut } from '../redis/base/problem.ts';
import { isSku, type Product } from '../redis/catalogue/product.ts';
import { inventoryLimits, type Stock } from '../redis/inventory/inventory.ts';
import { answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInput, badInputBut } from './base/errors.ts';
import { isStaff } from './base/owner.ts';
import { sourceOf } from './base/sources.ts';
import { product } from './catalogue.ts';

export interface InventoryAdjustInput {
  readonly sku: string;
  readonly delta: number;
  readonly reason?: string | null;
  readonly idempotencyKey?: string | null;
}

export function inventoryAdjust(input: InventoryAdjustInput, { stores, session }: Context) {
  const find = () => (isSku(input.sku) ? stores.catalogue.get(input.sku) : null);
  return answer<{ product: Product | null }>(
    async () => ({ product: await find() }),
    async () => {
      const found = await find();
      if (!found) refuse('NOT_FOUND', `There is no product ${input.sku}.`, 'sku');
      if (Math.abs(input.delta) > inventoryLimits.maxDelta)
        refuseBut(
          [rangeOf(-inventoryLimits.maxDelta, inventoryLimits.maxDelta)],
          'INVALID',
          `A change is at most ${inventoryLimits.maxDelta}.`,
          'delta',
        );
      const key = input.idempotencyKey;
      if (key != null && (key.length === 0 || key.length > inventoryLimits.maxKeyLength))
        refuseBut(
          [rangeOf(1, inventoryLimits.maxKeyLength, 'characters')],
          'INVALID',
          `A key has 1 to ${inventoryLimits.maxKeyLength} characters.`,
          'idempotencyKey',
        );
      const reason = input.reason?.trim();
      if (reason && reason.length > inventoryLimits.maxReasonLength)
        refuseBut(
          [rangeOf(0, inventoryLimits.maxReasonLength, 'characters')],
          'INVALID',
          `A reason has at most ${inventoryLimits.maxReasonLength} characters.`,
          'reason',
        );
      const changes = [{ sku: input.sku, delta: input.delta }];
      await stores.inventory.adjust(changes, key, { reason, userId: session?.userId });
      return { product: found };
    },
  );
}

export function stockOf(sku: string, { stores, sources }: Context): Promise<Stock> {
  sources?.add(sourceOf.stock(sku));
  return stores.inventory.get(sku);
}

/**
 * Each product as it is now, and again when it or its stock changed; several are delivered in turn. One that the caller may
 * not see, or not any more, is left out. @throws BAD_USER_INPUT where none of them can be seen.
 */
export async function stockChanged(skus: readonly string[], context: Context): Promise<AsyncIterable<Product>> {
  const { stores, live } = context;
  const watched = [...new Set(skus)];
  if (watched.length === 0 || watched.length > inventoryLimits.maxWatched)
    throw badInputBut(
      [rangeOf(1, inventoryLimits.maxWatched, 'entries')],
      `Watch 1 to ${inventoryLimits.maxWatched} products.`,
      'skus',
    );
  const found = await Promise.all(watched.map((sku) => orErrorLater(product(sku, context))));
  if (found.every((each) => each === null)) throw badInput('There is no product with one of these SKUs.', 'skus');
  return inTurn(
    watched.map((sku) =>
      live.snapshots({
        channels: [...new Set([stores.catalogue.changedChannel(sku), stores.inventory.changedChannel(sku)])],
        load: () => product(sku, context),
        // Shared by those who see the same.
        shareKey: `stock ${isStaff(context) ? 'staff' : 'shopper'} ${sku}`,
      }),
    ),
  );
}

/** Several streams as one; holds at most one delivery of each. */
function inTurn<T>(streams: readonly AsyncIterableIterator<T>[]): AsyncIterableIterator<T> {
  const merged = merge(streams);
  return ofStates<AsyncIterableIterator<T>>({
    next: () => merged.next(),
    // A generator that waits does not hear that it is left: its streams have to end first.
    return: () => {
      for (const stream of streams) void stream.return?.();
      return merged.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  });
}

async function* merge<T>(streams: readonly AsyncIterableIterator<T>[]): AsyncGenerator<T> {
  const next = (stream: AsyncIterableIterator<T>) => stream.next().then((result) => ({ stream, result }));
  const waiting = new Map(streams.map((stream) => [stream, next(stream)]));
  try {
    while (waiting.size > 0) {
      const { stream, result } = await Promise.race(waiting.values());
      waiting.delete(stream);
      if (result.done) continue;
      yield result.value;
      // Behind the others, so that a busy product does not starve a quiet one.
      waiting.set(stream, next(stream));
    }
  } finally {
    for (const stream of streams) void stream.return?.();
  }
}
