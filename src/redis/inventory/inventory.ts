// How many of a product there are, and who has them reserved. One warehouse is one slot, so that a whole cart is checked
// and reserved by one script; it can therefore never oversell.

import { Batch, readOnce } from '../base/batch.ts';
import { checkCount, checkText, checkWhole, refuseField } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueKeys } from '../catalogue/keys.ts';
import { isSku } from '../catalogue/product.ts';
import { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { Holds, type Quantity, type Reservation, type Settlement } from './hold.ts';
import type { InventoryPart } from './keys.ts';
import { inventoryKeys } from './keys.ts';

export const inventoryLimits = {
  /** How long a checkout keeps its stock. */
  holdMs: 15 * 60_000,
  /** How long the same pieces are held at most, by declined payments and by checkouts that replace one another. */
  maxHoldMs: 60 * 60_000,
  /** How long a payment under way keeps them. */
  payingMs: 5 * 60_000,
  /** Ended holds are remembered so long, so that repeated calls find their outcome. */
  rememberMs: 24 * 3_600_000,
  /** Expired holds ended by one script. */
  sweepCount: 100,
  readChunk: 500,
  maxDelta: 1_000_000_000,
  /** Products of one adjustment or reservation; as many as an imported order has lines. */
  maxLines: 5_000,
  /** Pieces on hand of one product: what GraphQL's Int holds. */
  maxOnHand: 2_147_483_647,
  maxKeyLength: 200,
  maxReasonLength: 500,
  /** With fewer pieces on hand the stock of a product is low. */
  low: 5,
  /** Products whose stock one subscription watches. */
  maxWatched: 50,
} as const;

/** What one shopper, and all shoppers of one address together, may hold at a time. */
export interface HoldBounds {
  /** Pieces of a product that anybody may hold, however few there are. */
  readonly freePieces: number;
  /** The percentage of a product's pieces on hand. */
  readonly percentPerShopper: number;
  readonly holdsPerShopper: number;
  readonly percentPerAddress: number;
  readonly holdsPerAddress: number;
}

export const holdDefaults: HoldBounds = {
  freePieces: 3,
  percentPerShopper: 50,
  holdsPerShopper: 3,
  percentPerAddress: 50,
  holdsPerAddress: 500,
};

export interface Stock {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

/** A change of the stock on hand that was made, for the log. */
export interface Adjustment {
  readonly changes: readonly { readonly sku: string; readonly delta: number }[];
  readonly idempotencyKey?: string | null;
  readonly reason?: string | null;
  /** The account that made it; absent where it was Mortar itself, as for a cancelled order. */
  readonly userId?: string | null;
}

export interface InventorySettings {
  readonly holdMs?: number;
  readonly maxHoldMs?: number;
  readonly holdBounds?: Partial<HoldBounds>;
  /** With fewer pieces on hand the stock of a product is low; 0: it never is. */
  readonly low?: number;
  readonly onAdjusted?: (adjustment: Adjustment) => void;
}

/** A count that is not what the holds add up to. */
interface WrongCount {
  /** What is counted: pieces reserved, or what one shopper or address holds of them. */
  readonly of: 'reserved' | 'held';
  /** Empty for the number of somebody's holds. */
  readonly sku: string;
  /** As it is stored, which may be no number. */
  readonly counted: string;
  readonly holds: number;
}

/** Who reserves, so that nobody holds more than may be. */
interface Holder {
  /** An account or a guest's session. */
  readonly shopper: string;
  /** The address or network that the shopper shares with others; null where shoppers are not bounded by it. */
  readonly address?: string | null;
}

/** What a reservation may be told besides what it takes. */
interface ReserveOptions {
  /** The shopper's earlier hold, which then ends and never stands in the way. */
  readonly replaces?: string | null;
  /** The cart that is reserved. Its earlier hold ends, too: a cart has one. */
  readonly cart?: string;
  /** Without it the bounds are not judged. */
  readonly holder?: Holder;
}

const sweepScript = loadScript('inventory/sweep');
const adoptScript = loadScript('inventory/adopt');
const adjustScript = loadScript('inventory/adjust');
const auditScript = loadScript('inventory/audit');

const parts: readonly InventoryPart[] = [
  'on-hand',
  'reserved',
  'holds',
  'expiry',
  'settled',
  'held',
  'carts',
  'turned',
];

export class Inventory {
  readonly #redis: RedisHandle;
  readonly #holdMs: number;
  readonly #holds: Holds;
  readonly #onAdjusted: NonNullable<InventorySettings['onAdjusted']>;
  readonly #keys: readonly string[];
  readonly #low: number;
  readonly #outboxes: DomainEventOutboxes;
  readonly #reads: Batch<string, Stock>;

  constructor(redis: RedisHandle, settings: InventorySettings = {}, outboxes = new DomainEventOutboxes(redis)) {
    this.#redis = redis;
    this.#holdMs = settings.holdMs ?? inventoryLimits.holdMs;
    const bounds = { ...holdDefaults, ...settings.holdBounds };
    const { freePieces, percentPerShopper, holdsPerShopper, percentPerAddress, holdsPerAddress } = bounds;
    this.#low = settings.low ?? inventoryLimits.low;
    this.#outboxes = outboxes;
    this.#onAdjusted = guarded('onAdjusted', settings.onAdjusted);
    this.#keys = parts.map((part) => inventoryKeys.part(redis.prefix, part));
    this.#holds = new Holds(redis, {
      channel: this.changedChannel(''),
      keys: this.#keys,
      holdMs: this.#holdMs,
      maxHoldMs: settings.maxHoldMs ?? inventoryLimits.maxHoldMs,
      bounds: [freePieces, percentPerShopper, holdsPerShopper, percentPerAddress, holdsPerAddress],
      low: this.#low,
      outboxes,
    });
    this.#reads = new Batch({
      group: () => 0,
      run: (skus) => readOnce(skus, (once) => this.#find(once)),
      maxCalls: inventoryLimits.readChunk,
    });
  }

  /** One product's stock; all reads of one tick share a round trip. */
  get(sku: string): Promise<Stock> {
    return this.#reads.add(sku);
  }

  /** At most a few hundred products' stock, in the order asked for. */
  many(skus: readonly string[]): Promise<Stock[]> {
    return Promise.all(Array.from(skus, (sku) => this.#reads.add(sku)));
  }

  /** How many pieces of each product the shopper's own checkouts hold, in the order asked for. */
  async heldBy(shopper: string, skus: readonly string[]): Promise<number[]> {
    checkText(shopper, 'shopper', inventoryLimits.maxKeyLength);
    checkCount(skus, 'skus', inventoryLimits.readChunk);
    for (const [index, sku] of skus.entries()) checkSku(sku, ['skus', String(index)]);
    if (skus.length === 0) return [];
    const key = inventoryKeys.part(this.#redis.prefix, 'held');
    const held = await this.#redis.client.hmget(key, ...skus.map((sku) => `${sku}\n${shopper}`));
    return held.map((count) => Number(count ?? 0));
  }

  /** The channel that tells of changes of a product's stock. */
  changedChannel(sku: string): string {
    const [onHandKey] = this.#keys as [string];
    return catalogueKeys.changed(this.#redis.channelPrefixAt(onHandKey), sku);
  }

  async #find(skus: readonly string[]): Promise<Stock[]> {
    const [onHandKey, reservedKey] = this.#keys as [string, string];
    const pipeline = this.#redis.client
      .pipeline()
      .hmget(onHandKey, ...skus)
      .hmget(reservedKey, ...skus);
    const [onHand, reserved] = ((await pipeline.exec()) ?? []).map(([error, values]) => {
      if (error) throw error;
      return values as (string | null)[];
    });
    return skus.map((_sku, index) => {
      const there = Number(onHand?.[index] ?? 0);
      const held = Number(reserved?.[index] ?? 0);
      return { onHand: there, reserved: held, available: there - held };
    });
  }

  /**
   * Adds to or takes from the stock on hand, all or none. With a key it happens once.
   * @throws Refusal OUT_OF_STOCK where less would be there than is reserved, CONFLICT where the key did something else.
   */
  async adjust(
    changes: Adjustment['changes'],
    idempotencyKey?: string | null,
    log: Pick<Adjustment, 'reason' | 'userId'> = {},
  ): Promise<void> {
    const { maxDelta, maxLines, maxKeyLength, maxReasonLength } = inventoryLimits;
    checkCount(changes, 'changes', maxLines);
    for (const [index, { sku, delta }] of changes.entries()) {
      checkSku(sku, ['changes', String(index), 'sku']);
      checkWhole(delta, ['changes', String(index), 'delta'], -maxDelta, maxDelta);
    }
    if (idempotencyKey != null) checkText(idempotencyKey, 'idempotencyKey', maxKeyLength, 0);
    if (log.reason != null) checkText(log.reason, 'reason', maxReasonLength, 0);
    const [onHandKey, reservedKey] = this.#keys as [string, string];
    const reply = (await this.#redis.run(
      adjustScript,
      [
        onHandKey,
        reservedKey,
        inventoryKeys.adjustment(this.#redis.prefix, idempotencyKey ?? ''),
        inventoryKeys.part(this.#redis.prefix, 'turned'),
      ],
      [
        this.changedChannel(''),
        idempotencyKey ? inventoryLimits.rememberMs : 0,
        inventoryLimits.maxOnHand,
        this.#low,
        await this.#outboxes.draw(['stock.low']),
        ...changes.flatMap(({ sku, delta }) => [sku, delta]),
      ],
    )) as ['OK' | 'AGAIN' | 'CONFLICT'] | ['SHORT', string, number] | ['FULL', string];
    if (reply[0] === 'CONFLICT') refuse('CONFLICT', 'This key was used for another adjustment.', 'idempotencyKey');
    if (reply[0] === 'SHORT')
      refuseBut(
        [rangeOf(-reply[2], inventoryLimits.maxDelta)],
        'OUT_OF_STOCK',
        `Of ${reply[1]} only ${reply[2]} are there and not reserved.`,
        'delta',
      );
    if (reply[0] === 'FULL')
      refuse('LIMIT_EXCEEDED', `${reply[1]} would have more than ${inventoryLimits.maxOnHand} on hand.`, 'delta');
    if (reply[0] === 'OK') this.#onAdjusted({ changes, idempotencyKey, ...log });
  }

  /** Reserves all lines or none. */
  async reserve(id: string, lines: readonly Quantity[], options: ReserveOptions = {}): Promise<Reservation> {
    const { replaces, cart, holder } = options;
    checkText(id, 'id', inventoryLimits.maxKeyLength);
    checkCount(lines, 'lines', inventoryLimits.maxLines, 1);
    for (const [index, { sku, quantity }] of lines.entries()) {
      checkSku(sku, ['lines', String(index), 'sku']);
      checkWhole(quantity, ['lines', String(index), 'quantity'], 1, inventoryLimits.maxOnHand);
    }
    if (replaces != null) checkText(replaces, 'replaces', inventoryLimits.maxKeyLength, 0);
    if (cart !== undefined) checkText(cart, 'cart', inventoryLimits.maxKeyLength);
    if (holder) checkText(holder.shopper, 'holder', inventoryLimits.maxKeyLength);
    if (holder?.address != null) checkText(holder.address, 'holder', inventoryLimits.maxKeyLength, 0);
    return this.#holds.reserve({
      id,
      replaces: replaces ?? '',
      shopper: holder?.shopper ?? '',
      address: holder?.address ?? '',
      cart: cart ?? '',
      lines,
    });
  }

  /**
   * Keeps a hold while it is being paid; one that ran out is taken again where the stock is still there, within the bounds and
   * the longest time unless it was being paid when it ran out.
   */
  extend(id: string): Promise<Settlement> {
    return this.#holds.move(id, 'extend', inventoryLimits.payingMs);
  }

  /** After a declined payment: an ordinary hold again, with its whole time or what is left of the longest. */
  retry(id: string): Promise<Settlement> {
    return this.#holds.move(id, 'retry', this.#holdMs);
  }

  /** Sells what is held. SHORT and GONE mean that it cannot be had any more and the payment must be given back. */
  commit(id: string): Promise<Settlement> {
    return this.#holds.move(id, 'commit', 0);
  }

  /** Gives back what is held, for good; what was sold stays sold. */
  release(id: string): Promise<Settlement> {
    return this.#holds.move(id, 'release', 0);
  }

  /** Gives back what is held or was sold, for good: for an order that came to nothing. */
  undo(id: string): Promise<Settlement> {
    return this.#holds.move(id, 'undo', 0);
  }

  /** Gives a guest's hold to the account that the guest has logged in to. False where the guest has none of this name. */
  async adopt(id: string, from: string, to: string): Promise<boolean> {
    checkText(from, 'from', inventoryLimits.maxKeyLength);
    checkText(to, 'to', inventoryLimits.maxKeyLength);
    const channel = this.changedChannel('');
    const [outcome] = (await this.#redis.run(adoptScript, this.#keys, [channel, id, from, to])) as ['OK' | 'NONE'];
    return outcome === 'OK';
  }

  /** Until when a hold keeps its stock; null where it keeps none. */
  async heldUntil(id: string): Promise<Date | null> {
    const score = await this.#redis.client.zscore(inventoryKeys.part(this.#redis.prefix, 'expiry'), id);
    return score === null ? null : new Date(Number(score));
  }

  /** Counts that are not what the holds add up to. With `mend` it also puts them right. */
  async audit({ mend = false }: { readonly mend?: boolean } = {}): Promise<readonly WrongCount[]> {
    const args = [this.changedChannel(''), mend ? '1' : ''];
    const found = (await this.#redis.run(auditScript, this.#keys, args)) as string[];
    return Array.from({ length: found.length / 4 }, (_, index) => {
      const [of, sku, counted, holds] = found.slice(index * 4, index * 4 + 4) as [WrongCount['of'], ...string[]];
      return { of, sku: sku as string, counted: counted as string, holds: Number(holds) };
    });
  }

  /** Ends expired holds, some at a time; the number that it ended. */
  async sweep(): Promise<number> {
    const args = [this.changedChannel(''), inventoryLimits.sweepCount, inventoryLimits.rememberMs];
    return (await this.#redis.run(sweepScript, this.#keys, args)) as number;
  }
}

function checkSku(sku: string, field: readonly string[]): void {
  if (!isSku(sku)) refuseField(field, 'is no SKU');
}
