// Carts: one hash an owner, who is a logged-in user or a guest's session. A cart keeps the price that the shopper saw;
// what has changed since is shown as warnings when it is read.

import { randomUUID } from 'node:crypto';
import { checkCount, checkCurrency, checkEntries, checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { type Money, sum, times } from '../base/money.ts';
import { rangeOf, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { catalogueLimits, isSold, type Product, priceIn } from '../catalogue/product.ts';
import type { Quantity } from '../inventory/hold.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { cartKeys } from './keys.ts';
import { cartLimits, checkLines, idsIn, leftOutLines, storedLines } from './lines.ts';
import { cartOutboxLimits, cartShards } from './outbox.ts';
import { type CartWarning, leftOutWarning, ownOfShort, warningsOf } from './warnings.ts';

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
  /** What the shopper saw. */
  readonly unitPrice: Money;
  readonly total: Money;
  /** What one costs at present, in the currency of the cart; null where it is not sold, or not in that currency. */
  readonly priceNow: Money | null;
}

export interface Cart {
  readonly owner: string;
  readonly version: number;
  readonly lines: readonly CartLine[];
  readonly quantity: number;
  readonly total: Money;
  readonly expiresAt: Date;
  readonly warnings: readonly CartWarning[];
  /** As whom the metrics and experiments know the shopper, where a page has told. */
  readonly visitor: string | null;
  /** The checkout that was last started from it. */
  readonly checkoutId: string | null;
  /** Other checkouts whose payment was under way when a guest's cart came in. */
  readonly besideIds: readonly string[];
}

/** A cart before its products are read. */
export interface CartHead extends Pick<Cart, 'owner' | 'version' | 'expiresAt'> {
  /** Of its lines, those of products that are gone included. */
  readonly skus: readonly string[];
  /** The cart with its lines, from the products and the stock as they are now. Read once. */
  whole(): Promise<Cart>;
}

const changeScript = loadScript('cart/change');
const repriceScript = loadScript('cart/reprice');
const checkoutsScript = loadScript('cart/checkouts');
const takeScript = loadScript('cart/take');
const mergeScript = loadScript('cart/merge');

export class Carts {
  readonly #redis: RedisHandle;
  readonly #catalogue: Catalogue;
  readonly #inventory: Inventory;
  readonly #defaultCurrency: string;

  /** `currency` is what an empty cart's total is written in. */
  constructor(redis: RedisHandle, catalogue: Catalogue, inventory: Inventory, settings: { currency?: string } = {}) {
    this.#redis = redis;
    this.#catalogue = catalogue;
    this.#inventory = inventory;
    this.#defaultCurrency = settings.currency ?? 'EUR';
  }

  /** The owner's cart, or null where there is none or it ran out. */
  async get(owner: string): Promise<Cart | null> {
    return (await this.head(owner))?.whole() ?? null;
  }

  /** As `get`, with the products and the stock read only when they are asked for. */
  async head(owner: string): Promise<CartHead | null> {
    const key = this.#keyOf(owner);
    const replies = (await this.#redis.client.pipeline().hgetall(key).pexpiretime(key).exec()) ?? [];
    const [fields, expiresAtMs] = replies.map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [Record<string, string>, number];
    if (expiresAtMs <= 0) return null;
    let whole: Promise<Cart> | undefined;
    return {
      owner,
      version: Number(fields.version ?? 0),
      expiresAt: new Date(expiresAtMs),
      skus: storedLines(fields).map(({ sku }) => sku),
      whole: () => {
        whole ??= this.#describe(owner, fields, expiresAtMs);
        return whole;
      },
    };
  }

  /** The owner's cart, an empty one where there is none. */
  async getOrEmpty(owner: string): Promise<Cart> {
    return (await this.get(owner)) ?? this.#describe(owner, {}, Date.now() + cartLimits.ttlMs);
  }

  /**
   * Adds quantities to the lines, all or none; counted as a CART event of `visitor`, else of the one before, else the owner.
   * @param currency of a cart that is empty; that of the first line's price where absent. Another one than the cart has is refused.
   * @throws Refusal naming the lines: NOT_FOUND, INVALID, LIMIT_EXCEEDED.
   */
  async add(
    owner: string,
    lines: readonly Quantity[],
    visitor?: string | null,
    currency?: string | null,
  ): Promise<Cart> {
    return this.#put(owner, 'add', lines, { least: 1, visitor: visitor ?? '', currency: currency ?? null });
  }

  /** Sets quantities; 0 removes a line. `currency` and @throws as of `add`. */
  async update(owner: string, lines: readonly Quantity[], currency?: string | null): Promise<Cart> {
    return this.#put(owner, 'set', lines, { least: 0, visitor: '', currency: currency ?? null });
  }

  /** Removes lines; one that is not there is no mistake. */
  async remove(owner: string, skus: readonly string[]): Promise<Cart> {
    checkOwner(owner);
    if (skus.length > cartLimits.maxLines)
      refuseBut(
        [rangeOf(0, cartLimits.maxLines, 'entries')],
        'LIMIT_EXCEEDED',
        `At most ${cartLimits.maxLines} lines at a time.`,
        'skus',
      );
    await this.#change(
      owner,
      'remove',
      '',
      skus.map((sku) => ({ sku, quantity: 0, minor: 0n })),
    );
    return this.getOrEmpty(owner);
  }

  async clear(owner: string): Promise<Cart> {
    checkOwner(owner);
    await this.#change(owner, 'clear', '', []);
    return this.getOrEmpty(owner);
  }

  /** Takes what a checkout sold out of the cart, once. */
  async takeOutBought(owner: string, checkoutId: string, lines: readonly Quantity[]): Promise<void> {
    checkOwner(owner);
    checkText(checkoutId, 'checkoutId', cartLimits.maxNameLength);
    checkEntries(lines, 'lines');
    for (const [index, { quantity }] of lines.entries())
      checkWhole(quantity, ['lines', String(index), 'quantity'], 0, cartLimits.maxQuantity);
    await this.#change(
      owner,
      'bought',
      checkoutId,
      lines.map(({ sku, quantity }) => ({ sku, quantity, minor: 0n })),
    );
  }

  /**
   * Takes over the present prices and notes the checkout. CHANGED where the cart has changed since it was read, OTHER where
   * another checkout was started from it.
   */
  async acceptPrices(
    cart: Pick<Cart, 'owner' | 'version' | 'checkoutId'>,
    checkoutId: string,
    prices: readonly { sku: string; price: Money }[],
  ): Promise<'OK' | 'CHANGED' | 'OTHER'> {
    checkOwner(cart.owner);
    checkWhole(cart.version, 'version', 0, Number.MAX_SAFE_INTEGER);
    checkText(checkoutId, 'checkoutId', cartLimits.maxNameLength, 0);
    checkText(cart.checkoutId ?? '', 'checkoutId', cartLimits.maxNameLength, 0);
    checkCount(prices, 'prices', cartLimits.maxLines);
    for (const [index, { price }] of prices.entries())
      checkWhole(price.minor, ['prices', String(index), 'price'], 0n, catalogueLimits.maxPriceMinor);
    const [outcome] = (await this.#redis.run(
      repriceScript,
      [this.#keyOf(cart.owner)],
      [
        this.changedChannel(cart.owner),
        cart.version,
        checkoutId,
        cart.checkoutId ?? '',
        ...prices.flatMap(({ sku, price }) => [sku, price.minor.toString()]),
      ],
    )) as ['OK' | 'CHANGED' | 'OTHER'];
    return outcome;
  }

  /**
   * Moves one owner's lines into another's cart, as at log-in: quantities add up to the limits and the lines have the warning
   * MERGED, also those that did not fit: over the limit of lines, or in another currency. Safe to repeat: what was merged is gone from
   * the first and is never added twice. `besideIds` are checkouts of either whose payment is under way.
   */
  async merge(from: string, to: string, besideIds: readonly string[] = []): Promise<void> {
    checkOwner(from);
    checkOwner(to);
    checkCount(besideIds, 'besideIds', cartLimits.maxLines);
    for (const [index, id] of besideIds.entries())
      checkText(id, ['besideIds', String(index)], cartLimits.maxNameLength);
    // Merged with itself it would be counted twice.
    if (from === to) return;
    const { prefix } = this.#redis;
    const takenKey = cartKeys.taken(prefix, cartShards(this.#redis).of(from), from);
    const taken = (await this.#redis.run(
      takeScript,
      [this.#keyOf(from), takenKey],
      [this.changedChannel(from), randomUUID(), cartLimits.ttlMs],
    )) as string[];
    if (taken.length === 0) return;
    const fields: Record<string, string> = {};
    for (let at = 0; at < taken.length; at += 2) fields[taken[at] as string] = taken[at + 1] as string;
    await this.#redis.run(
      mergeScript,
      [this.#keyOf(to)],
      [
        this.changedChannel(to),
        fields.merge ?? '',
        cartLimits.ttlMs,
        cartLimits.maxLines,
        cartLimits.maxQuantity,
        fields.currency ?? '',
        fields.checkout ?? '',
        besideIds.filter((id) => id !== fields.checkout).join(' '),
        ...storedLines(fields).flatMap((line) => [line.sku, line.quantity, line.minor.toString()]),
      ],
    );
    await this.#redis.client.del(takenKey);
  }

  /** Whether the owner has a cart, or one that is set aside for a merge. */
  async has(owner: string): Promise<boolean> {
    checkOwner(owner);
    const takenKey = cartKeys.taken(this.#redis.prefix, cartShards(this.#redis).of(owner), owner);
    return (await this.#redis.client.exists(this.#keyOf(owner), takenKey)) > 0;
  }

  /** Takes away all that is kept of an owner's cart. */
  async forget(owner: string): Promise<void> {
    checkOwner(owner);
    const shard = cartShards(this.#redis).of(owner);
    await this.#redis.client.del(this.#keyOf(owner), cartKeys.taken(this.#redis.prefix, shard, owner));
  }

  /** The checkouts that a cart names, also while it is set aside for a merge: the one that was last started first, if there is one. */
  async checkoutIds(owner: string): Promise<{ readonly last: string | null; readonly beside: readonly string[] }> {
    checkOwner(owner);
    const takenKey = cartKeys.taken(this.#redis.prefix, cartShards(this.#redis).of(owner), owner);
    const keys = [this.#keyOf(owner), takenKey];
    const [last, beside] = (await this.#redis.run(checkoutsScript, keys, [])) as [string, string];
    return { last: last || null, beside: idsIn(beside) };
  }

  /** The channel that tells of changes of an owner's cart. */
  changedChannel(owner: string): string {
    return cartKeys.changed(this.#redis.channelPrefixAt(this.#keyOf(owner)), owner);
  }

  #keyOf(owner: string): string {
    return cartKeys.cart(this.#redis.prefix, cartShards(this.#redis).of(owner), owner);
  }

  async #put(owner: string, verb: 'add' | 'set', lines: readonly Quantity[], how: Putting): Promise<Cart> {
    const { least, visitor } = how;
    checkOwner(owner);
    checkText(visitor, 'visitor', cartLimits.maxNameLength, 0);
    if (how.currency !== null) checkCurrency(how.currency, 'currency');
    checkEntries(lines, 'lines');
    const [products, stored] = await Promise.all([
      this.#catalogue.readable(lines.slice(0, cartLimits.maxLines).map((line) => line.sku)),
      this.#redis.client.hget(this.#keyOf(owner), 'currency'),
    ]);
    const { changes, currency } = checkLines(lines, products, least, { asked: how.currency, stored });
    await this.#change(owner, verb, currency, changes, lines, visitor);
    return this.getOrEmpty(owner);
  }

  async #change(
    owner: string,
    verb: string,
    currency: string,
    changes: readonly { sku: string; quantity: number; minor: bigint }[],
    lines: readonly Quantity[] = [],
    visitor = '',
  ): Promise<void> {
    const reply = (await this.#redis.run(
      changeScript,
      [this.#keyOf(owner), cartKeys.outbox(this.#redis.prefix, cartShards(this.#redis).of(owner))],
      [
        this.changedChannel(owner),
        owner,
        visitor,
        cartOutboxLimits.maxLength,
        verb,
        cartLimits.ttlMs,
        cartLimits.maxLines,
        cartLimits.maxQuantity,
        currency,
        ...changes.flatMap(({ sku, quantity, minor }) => [sku, quantity, minor.toString()]),
      ],
    )) as ['OK', number] | ['CURRENCY', string] | ['LINES'] | ['QUANTITY', string, number];
    if (reply[0] === 'CURRENCY')
      refuseBut([reply[1]], 'INVALID', `The cart is in ${reply[1]}; a cart has one currency.`, 'lines');
    if (reply[0] === 'LINES')
      refuseBut(
        [rangeOf(0, cartLimits.maxLines, 'entries')],
        'LIMIT_EXCEEDED',
        `A cart has at most ${cartLimits.maxLines} lines.`,
        'lines',
      );
    if (reply[0] === 'QUANTITY') {
      const index = lines.findIndex((line) => line.sku === reply[1]);
      refuseBut(
        [rangeOf(0, cartLimits.maxQuantity)],
        'LIMIT_EXCEEDED',
        `A cart has at most ${cartLimits.maxQuantity} of one product, ${reply[1]} too.`,
        ...['lines', String(index), 'quantity'],
      );
    }
  }

  async #describe(owner: string, fields: Readonly<Record<string, string>>, expiresAtMs: number): Promise<Cart> {
    const stored = storedLines(fields);
    const skus = stored.map((line) => line.sku);
    const left = leftOutLines(fields);
    const [products, stock] = await Promise.all([
      this.#catalogue.readable([...skus, ...left.map(({ sku }) => sku)]),
      this.#inventory.many(skus),
    ]);
    const own = await ownOfShort(this.#inventory, owner, stored, stock);
    const currency = stored.length > 0 ? (fields.currency ?? this.#defaultCurrency) : this.#defaultCurrency;
    const lines: CartLine[] = [];
    const warnings: CartWarning[] = [];
    for (const [index, { sku, quantity, minor }] of stored.entries()) {
      const product = products[index];
      const available = (stock[index]?.available ?? 0) + (own.get(sku) ?? 0);
      if (!product) continue;
      const unitPrice = { minor, currency };
      const priceNow = isSold(product) ? priceIn(product, currency) : null;
      lines.push({ product, quantity, unitPrice, total: times(unitPrice, quantity), priceNow });
      warnings.push(
        ...warningsOf({ product, quantity, unitPrice, priceNow, available, merged: `merged:${sku}` in fields }),
      );
    }
    for (const [index, { sku, reason }] of left.entries())
      warnings.push(leftOutWarning(sku, reason, products[skus.length + index] ?? null, cartLimits.maxLines));
    return {
      owner,
      version: Number(fields.version ?? 0),
      lines,
      quantity: lines.reduce((all, line) => all + line.quantity, 0),
      total: sum(
        lines.map((line) => line.total),
        currency,
      ),
      expiresAt: new Date(expiresAtMs),
      warnings,
      visitor: fields.visitor ?? null,
      checkoutId: fields.checkout ?? null,
      besideIds: idsIn(fields.beside),
    };
  }
}

/** How lines are put into a cart. */
interface Putting {
  /** Of one line, the least quantity. */
  readonly least: number;
  readonly visitor: string;
  /** What was asked for; null for that of the cart. */
  readonly currency: string | null;
}

function checkOwner(owner: string): void {
  checkText(owner, 'owner', cartLimits.maxNameLength);
}
