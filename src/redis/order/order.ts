// Orders: one hash each, which begins as a checkout (OPEN) and becomes an order when its payment starts (PENDING). All
// moves go through order/lua/move.lua, which checks the state and writes the outbox.

import { Batch } from '../base/batch.ts';
import { RedisClock } from '../base/clock.ts';
import { checkMoment, checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import type { PageOfEntries, PageRequest } from '../base/page.ts';
import { Refusal, refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { Shards } from '../base/shards.ts';
import { DomainEventOutboxes, type EventArgs, noEvent } from '../domain-event/domain-event.ts';
import { type Dispute, type PaymentAction, paymentLimits } from '../payment/payment.ts';
import { checkDispute, disputesText, withDispute } from './dispute.ts';
import { OrderEvents } from './domain-event.ts';
import { checkTracking, type OrderFulfilment, trackingText } from './fulfilment.ts';
import { orderKeys } from './keys.ts';
import { orderLimits } from './limits.ts';
import { checkPlaced, type FoundOrders, OrderLists, type PagedOrder, type Placed } from './list.ts';
import { readNote } from './note.ts';
import type { OrderEventName } from './outbox.ts';
import {
  checkRecord,
  fieldPairs,
  isOrder,
  isOrderState,
  type NewRecord,
  type Order,
  type OrderField,
  type OrderRecord,
  type OrderState,
  parseOrder,
  type RecordState,
  recordFields,
  recordLimits,
  type StoredOrder,
  tokenDigest,
} from './record.ts';
import { checkRefunds, type OrderRefund, refundsText } from './refund.ts';
import { checkShard, isOrderId, numberEnding, orderShards } from './shard.ts';

export interface Move {
  readonly from: readonly RecordState[];
  readonly to: RecordState;
  readonly note?: string | null;
  readonly event?: OrderEventName;
  /** The lock that the caller must still hold. */
  readonly lock?: string;
  /** Only where nobody may have been told that this payment is under way. */
  readonly untold?: boolean;
  readonly fields?: StoredOrder;
  /** Only where these fields are still what was read. */
  readonly ifStill?: StoredOrder;
  /** Which fulfilment or return the event is about, counted from 1. */
  readonly part?: number;
}

interface OrderSettings {
  /** Called with a shard whose outbox got an entry, to relay it at once; a worker relays what it misses. */
  readonly onEvent?: (shard: number) => Promise<unknown>;
  readonly domainEvents?: DomainEventOutboxes;
}

export type BeginOutcome = 'OK' | 'NONE' | 'CLOSED' | 'BUSY' | 'DECLINED' | 'TRIED' | 'DONE' | 'OTHER';

const adoptScript = loadScript('order/adopt');
const beginScript = loadScript('order/begin');
const moveScript = loadScript('order/move');
const noteScript = loadScript('order/note');
const waitScript = loadScript('order/wait');

export class Orders {
  readonly #redis: RedisHandle;
  readonly #onEvent: ((shard: number) => Promise<unknown>) | undefined;
  readonly #reads: Batch<string, OrderRecord | null>;
  readonly #clock: RedisClock;
  readonly #shards: Shards;
  readonly #lists: OrderLists;
  readonly #events: OrderEvents;

  constructor(redis: RedisHandle, { onEvent, domainEvents = new DomainEventOutboxes(redis) }: OrderSettings = {}) {
    this.#redis = redis;
    this.#events = new OrderEvents(domainEvents);
    this.#shards = orderShards(redis);
    this.#onEvent = onEvent;
    this.#lists = new OrderLists(redis, (id) => this.record(id));
    this.#clock = new RedisClock(redis.client);
    this.#reads = new Batch({
      group: (id) => redis.groupOf(this.#keyOf(id)),
      run: (ids) => this.#readAll(ids),
      maxCalls: 100,
    });
  }

  /** An order, or null where there is none; a checkout that is not paid yet is none. */
  async get(id: string): Promise<Order | null> {
    const record = await this.record(id);
    return record && isOrder(record) ? record : null;
  }

  /** A checkout or an order; reads of one tick share a round trip. */
  async record(id: string): Promise<OrderRecord | null> {
    return isOrderId(id) ? this.#reads.add(id) : null;
  }

  async #readAll(ids: readonly string[]): Promise<(OrderRecord | Error | null)[]> {
    const pipeline = this.#redis.client.pipeline();
    for (const id of ids) pipeline.hgetall(this.#keyOf(id));
    const replies = (await pipeline.exec()) ?? [];
    return ids.map((id, index) => {
      const [error, fields] = replies[index] ?? [new Error('The pipeline gave no answer')];
      return error ?? orError(() => parseOrder(id, fields as StoredOrder));
    });
  }

  /** Writes a checkout. It is no order before its payment starts, and is forgotten after a day. */
  async open(record: NewRecord): Promise<void> {
    checkRecord(record);
    const shard = this.#shards.of(record.id);
    const key = orderKeys.order(this.#redis.prefix, shard, record.id);
    const replies = await this.#redis.client
      .multi()
      .hset(key, ...fieldPairs(recordFields(record)))
      .pexpire(key, orderLimits.checkoutTtlMs)
      .xadd(orderKeys.shard(this.#redis.prefix, shard, 'outbox'), '*', 'event', 'opened', 'order', record.id)
      .exec();
    for (const [error] of replies ?? []) if (error) throw error;
  }

  /** Starts or continues a payment; see order/lua/begin.lua. `owner` null is a worker's. */
  async begin(id: string, owner: string | null, key: string, token: string, lock: string): Promise<BeginOutcome> {
    if (!isOrderId(id)) return 'NONE';
    checkText(owner ?? '', 'owner', recordLimits.maxNameLength, 0);
    for (const [name, text] of Object.entries({ key, token, lock }))
      checkText(text, name, recordLimits.maxNameLength, 0);
    const { prefix } = this.#redis;
    const shard = this.#shards.of(id);
    const [outcome] = (await this.#redis.run(
      beginScript,
      [
        orderKeys.order(prefix, shard, id),
        orderKeys.shard(prefix, shard, 'in-flight'),
        orderKeys.shard(prefix, shard, 'number'),
        orderKeys.byState(prefix, shard, 'PENDING'),
        orderKeys.order(prefix, shard, ''),
        orderKeys.shard(prefix, shard, 'by-number'),
        this.#events.keyOf(shard),
      ],
      [
        id,
        owner ?? '',
        key,
        token,
        lock,
        orderLimits.lockMs,
        this.#shards.numbers.indexOf(shard),
        this.#shards.numbers.length,
        orderLimits.orderTtlMs,
        this.changedChannel(id),
        orderLimits.maxPayments,
        numberEnding(id),
        tokenDigest(token),
        ...(await this.#events.ofPayment(id)),
      ],
    )) as [BeginOutcome];
    return outcome;
  }

  /** Moves a record. False where the lock was lost, somebody has seen what is to be undone, or a field is not what was read. @throws Refusal NOT_FOUND, ILLEGAL_STATE. */
  async move(id: string, move: Move): Promise<boolean> {
    if (!isOrderId(id)) refuse('NOT_FOUND', 'There is no such order.', 'id');
    const { prefix } = this.#redis;
    const shard = this.#shards.of(id);
    const toOrder = isOrderState(move.to);
    const { orderTtlMs, closedTtlMs, checkoutTtlMs } = orderLimits;
    const note = readNote(move.note);
    if (move.lock !== undefined) checkText(move.lock, 'lock', recordLimits.maxNameLength, 0);
    if (move.part !== undefined) checkWhole(move.part, 'part', 1, Number.MAX_SAFE_INTEGER);
    const still = fieldPairs(move.ifStill ?? {});
    const reply = (await this.#redis.run(
      moveScript,
      [
        orderKeys.order(prefix, shard, id),
        orderKeys.shard(prefix, shard, 'in-flight'),
        orderKeys.shard(prefix, shard, 'outbox'),
        orderKeys.byState(prefix, shard, ''),
        orderKeys.order(prefix, shard, ''),
        this.#events.keyOf(shard),
      ],
      [
        id,
        `,${move.from.join(',')},`,
        move.to,
        toOrder ? '1' : '',
        move.lock ?? '',
        note,
        move.event ?? '',
        this.changedChannel(id),
        toOrder ? orderTtlMs : move.to === 'CLOSED' ? closedTtlMs : checkoutTtlMs,
        move.untold ? '1' : '',
        move.part ?? '',
        ...(await this.#events.ofMove(id, move)),
        still.length,
        ...still,
        ...fieldPairs(move.fields ?? {}),
      ],
    )) as ['OK' | 'NONE' | 'LOST' | 'TOLD' | 'CHANGED'] | ['ILLEGAL', RecordState];
    if (reply[0] === 'LOST' || reply[0] === 'TOLD' || reply[0] === 'CHANGED') return false;
    if (reply[0] === 'NONE') refuse('NOT_FOUND', 'There is no such order.', 'id');
    if (reply[0] === 'ILLEGAL')
      throw new Refusal({
        code: 'ILLEGAL_STATE',
        message: `The order is ${reply[1]}; this needs ${move.from.join(' or ')}.`,
        field: ['id'],
        allowed: move.from,
      });
    // The move stands, whatever becomes of this: a worker relays what is left in the outbox.
    if (move.event) await this.#onEvent?.(shard).catch(() => {});
    return true;
  }

  /** Gives a guest's checkout or order to the account that the guest has logged in to. False where the guest has none of this id. */
  async adopt(id: string, from: string, to: string): Promise<boolean> {
    if (!isOrderId(id)) return false;
    checkText(from, 'from', recordLimits.maxNameLength);
    checkText(to, 'to', recordLimits.maxNameLength);
    const args = [from, to, this.changedChannel(id)];
    const [outcome] = (await this.#redis.run(adoptScript, [this.#keyOf(id)], args)) as ['OK' | 'NONE'];
    return outcome === 'OK';
  }

  /** Notes what became of an order's refunds. False where they are others by now. */
  async noteRefunds(id: string, before: readonly OrderRefund[], after: readonly OrderRefund[]): Promise<boolean> {
    if (!isOrderId(id)) refuse('NOT_FOUND', 'There is no such order.', 'id');
    for (const [name, list] of Object.entries({ before, after })) checkRefunds(list, name);
    return this.#note(id, 'refunds', refundsText(before), refundsText(after));
  }

  /** Notes a dispute as the provider tells of it, late, twice or out of order. False where there is no such order. */
  async noteDispute(id: string, dispute: Dispute): Promise<boolean> {
    checkDispute(dispute);
    for (let tried = 0; tried < orderLimits.noteTries; tried++) {
      const order = await this.get(id);
      if (!order) return false;
      const after = withDispute(order.disputes, dispute);
      if (after === order.disputes) return true;
      const event = await this.#events.ofDispute(id, dispute);
      if (await this.#note(id, 'disputes', disputesText(order.disputes), disputesText(after), event)) return true;
    }
    throw new Error(`The disputes of the order ${id} were changed all the time`);
  }

  /** Notes what carriers call what was sent. False where it is something else by now. */
  async noteTracking(
    id: string,
    before: readonly OrderFulfilment[],
    after: readonly OrderFulfilment[],
  ): Promise<boolean> {
    if (!isOrderId(id)) refuse('NOT_FOUND', 'There is no such order.', 'id');
    for (const [name, list] of Object.entries({ before, after })) checkTracking(list, name);
    return this.#note(id, 'tracking', trackingText(before), trackingText(after));
  }

  async #note(id: string, field: OrderField, before: string, after: string, event: EventArgs = noEvent) {
    const keys = [this.#keyOf(id), this.#events.keyOf(this.#shards.of(id))];
    const args = [field, before, after, this.changedChannel(id), ...event];
    const reply = (await this.#redis.run(noteScript, keys, args)) as ['OK' | 'NONE' | 'CHANGED'];
    if (reply[0] === 'NONE') refuse('NOT_FOUND', 'There is no such order.', 'id');
    return reply[0] === 'OK';
  }

  /** Lets go of a payment that waits for its customer, until somebody or a worker continues it. False where the lock was lost. */
  async wait(id: string, lock: string, action: PaymentAction, reference: string | null): Promise<boolean> {
    if (!isOrderId(id)) refuse('NOT_FOUND', 'There is no such order.', 'id');
    checkText(lock, 'lock', recordLimits.maxNameLength);
    checkText(reference ?? '', 'reference', paymentLimits.maxReferenceLength, 0);
    const { clientSecret, redirectUrl } = action;
    checkText(clientSecret, 'clientSecret', paymentLimits.maxActionLength);
    if (redirectUrl !== null) checkText(redirectUrl, 'redirectUrl', paymentLimits.maxActionLength);
    const { prefix } = this.#redis;
    const [outcome] = (await this.#redis.run(
      waitScript,
      [this.#keyOf(id), orderKeys.shard(prefix, this.#shards.of(id), 'in-flight')],
      [
        id,
        lock,
        JSON.stringify({ clientSecret, redirectUrl }),
        reference ?? '',
        orderLimits.lookMs,
        this.changedChannel(id),
      ],
    )) as ['OK' | 'LOST'];
    return outcome === 'OK';
  }

  /** The oldest ids of an owner's list. */
  async listed(owner: string, count: number): Promise<string[]> {
    checkText(owner, 'owner', recordLimits.maxNameLength);
    checkWhole(count, 'count', 1, orderLimits.maxPage);
    return this.#redis.client.zrange(orderKeys.ofOwner(this.#redis.prefix, owner), '0', String(count - 1));
  }

  /** The payment token of an order whose payment is under way. */
  paymentToken(id: string): Promise<string> {
    return this.#field(id, 'token');
  }

  /** The idempotency key of the payment that is under way or was made. */
  idempotencyKey(id: string): Promise<string> {
    return this.#field(id, 'key');
  }

  changedChannel(id: string): string {
    return orderKeys.changed(this.#redis.channelPrefixAt(this.#keyOf(id)), id);
  }

  #keyOf(id: string): string {
    return orderKeys.order(this.#redis.prefix, this.#shards.of(id), id);
  }

  async #field(id: string, field: OrderField): Promise<string> {
    return (await this.#redis.client.hget(this.#keyOf(id), field)) ?? '';
  }

  /** Notes whose order it is, for their list, and takes out of its oldest two what is forgotten. Repeating it changes nothing. */
  async index(order: Pick<Order, 'id' | 'owner' | 'placedAt'>): Promise<void> {
    checkText(order.id, 'id', recordLimits.maxNameLength);
    checkText(order.owner, 'owner', recordLimits.maxNameLength);
    checkMoment(order.placedAt, 'placedAt', recordLimits.firstYear);
    await this.#lists.note(orderKeys.ofOwner(this.#redis.prefix, order.owner), order);
  }

  /** Takes out of the owner's list what became no order. The caller holds the order's lock. */
  async unindex({ id, owner }: Pick<Order, 'id' | 'owner'>): Promise<void> {
    await this.#redis.client.zrem(orderKeys.ofOwner(this.#redis.prefix, owner), id);
  }

  /**
   * An owner's orders, newest first, from a cursor on: and whether there are more. `backwards` walks towards the newest and
   * gives the page newest first all the same.
   */
  async page(owner: string, request: PageRequest): Promise<PageOfEntries<PagedOrder>> {
    checkWhole(request.size, 'size', 1, orderLimits.maxPage);
    return this.#lists.page(owner, request);
  }

  /** Everybody's orders, in one state or in all, the newest first, from a cursor on; as `page`. */
  async list(state: OrderState | null, request: PageRequest, placed: Placed = {}): Promise<FoundOrders> {
    checkWhole(request.size, 'size', 1, orderLimits.maxPage);
    checkPlaced(placed);
    return this.#lists.list(state, request, placed);
  }

  /** How many orders an owner's list has. */
  count(owner: string): Promise<number> {
    return this.#redis.client.zcard(orderKeys.ofOwner(this.#redis.prefix, owner));
  }

  /** How many orders there are, in one state or in all. */
  async countAll(state: OrderState | null, placed: Placed = {}): Promise<number> {
    checkPlaced(placed);
    return this.#lists.countAll(state, placed);
  }

  /** Orders of one shard whose payment nobody is at any more. */
  async abandoned(shard: number, count: number): Promise<string[]> {
    checkShard(this.#redis, shard);
    checkWhole(count, 'count', 1, orderLimits.maxPage);
    const key = orderKeys.shard(this.#redis.prefix, shard, 'in-flight');
    return this.#redis.client.zrangebyscore(key, '-inf', await this.#clock.nowMs(), 'LIMIT', 0, count);
  }
}
