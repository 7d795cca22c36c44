// Links of mails that show an order to whoever has them, such as a guest in another browser. A link is for one session, and for a time;
// only its digest is kept, and no job carries its secret: the worker makes it when it sends.

import { createHash, randomBytes } from 'node:crypto';
import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { Jobs } from '../job/job.ts';
import { detailsLimits } from './details.ts';
import { orderKeys } from './keys.ts';
import type { Orders } from './order.ts';
import { orderQueue } from './outbox.ts';
import { type Order, recordLimits } from './record.ts';
import type { OrderSearch } from './search.ts';
import { isOrderId, newOrderId } from './shard.ts';

export const linkLimits = {
  /** How long a link can be used, from when it was mailed on. */
  linkTtlMs: 24 * 3_600_000,
  /** How long the session that has used it sees the order. */
  accessTtlMs: 24 * 3_600_000,
  maxTokenLength: 100,
} as const;

/** The job that mails a link. */
export const linkJob = 'order.link';

const useScript = loadScript('order/use-link');

export class OrderLinks {
  readonly #redis: RedisHandle;
  readonly #jobs: Jobs;
  readonly #orders: Orders;
  readonly #search: OrderSearch;

  constructor(
    redis: RedisHandle,
    { jobs, orders, search }: { readonly jobs: Jobs; readonly orders: Orders; readonly search: OrderSearch },
  ) {
    this.#redis = redis;
    this.#jobs = jobs;
    this.#orders = orders;
    this.#search = search;
  }

  /** Has a link mailed, if the address is that of the order with this number. The answer and the work are the same where it is not. */
  async request(number: string, email: string): Promise<void> {
    checkText(number, 'number', recordLimits.maxNameLength);
    checkText(email, 'email', detailsLimits.maxEmailLength);
    const page = { after: null, size: 1, backwards: false };
    const { entries } = await this.#search.find({ number }, page);
    const order = entries[0]?.order;
    const isTheirs = order && !(order instanceof Error) && hasEmail(order, email);
    const payload = { orderId: isTheirs ? order.id : newOrderId() };
    await this.#jobs.enqueue({ queue: orderQueue, name: linkJob, payload });
  }

  /** The token of a link that is about to be mailed. */
  async issue(id: string): Promise<string> {
    if (!isOrderId(id)) refuse('NOT_FOUND', 'There is no such order.', 'id');
    const token = randomBytes(32).toString('base64url');
    const key = this.#linkKey(token);
    const replies = await this.#redis.client.multi().hset(key, 'order', id).pexpire(key, linkLimits.linkTtlMs).exec();
    for (const [error] of replies ?? []) if (error) throw error;
    return token;
  }

  /**
   * Shows the order of a link to a session for a time. The same session may repeat it.
   * @throws Refusal PROOF_INVALID.
   */
  async use(token: string, session: string): Promise<Order> {
    checkText(token, 'token', linkLimits.maxTokenLength);
    checkText(session, 'session', recordLimits.maxNameLength);
    const reply = (await this.#redis.run(useScript, [this.#linkKey(token)], [session])) as ['OK', string] | ['NONE'];
    const order = reply[0] === 'OK' ? await this.#orders.get(reply[1]) : null;
    if (!order || order.details.email === null)
      return refuse(
        'PROOF_INVALID',
        'This link was used in another browser, or is too old. Ask for a new mail.',
        'token',
      );
    await this.show(session, order.id);
    return order;
  }

  /** Shows an order to a session that is not its owner's, for a time. */
  async show(session: string, id: string): Promise<void> {
    checkText(session, 'session', recordLimits.maxNameLength);
    if (!isOrderId(id)) refuse('NOT_FOUND', 'There is no such order.', 'id');
    await this.#redis.client.set(orderKeys.access(this.#redis.prefix, session, id), '1', 'PX', linkLimits.accessTtlMs);
  }

  /** Whether a link has shown an order to a session. Nobody sees that of an erased customer. */
  async allows(session: string, { id, details }: Pick<Order, 'id' | 'details'>): Promise<boolean> {
    checkText(session, 'session', recordLimits.maxNameLength);
    if (details.email === null) return false;
    return (await this.#redis.client.exists(orderKeys.access(this.#redis.prefix, session, id))) === 1;
  }

  #linkKey(token: string): string {
    return orderKeys.link(this.#redis.prefix, createHash('sha256').update(token).digest('base64url'));
  }
}

function hasEmail({ details }: Order, email: string): boolean {
  return details.email?.toLowerCase() === email.trim().toLowerCase();
}
