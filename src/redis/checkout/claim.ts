// Orders that guests have placed with an address become those of the account that has proven it. Each step may be repeated.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { accountIdOf } from '../base/owner.ts';
import type { OrderLinks } from '../order/link.ts';
import type { Orders } from '../order/order.ts';
import { recordLimits } from '../order/record.ts';
import type { OrderSearch } from '../order/search.ts';
import { Adoption, type AdoptionParts } from './adoption.ts';

/** The job that goes on where there are many, and where a process died in the middle of it. */
export const claimJob = 'order.claim';

export const claimLimits = {
  /** Orders that a log-in waits for. The job moves what is left. */
  atOnce: 50,
  maxAttempts: 20,
} as const;

export class OrderClaims {
  readonly #orders: Orders;
  readonly #search: OrderSearch;
  readonly #links: OrderLinks;
  readonly #adoption: Adoption;

  constructor(
    redis: RedisHandle,
    parts: AdoptionParts & { readonly orderSearch: OrderSearch; readonly orderLinks: OrderLinks },
  ) {
    this.#orders = parts.orders;
    this.#search = parts.orderSearch;
    this.#links = parts.orderLinks;
    this.#adoption = new Adoption(redis, parts);
  }

  /** Whether guests have placed orders with the address. */
  async isNeeded(email: string): Promise<boolean> {
    return (await this.#search.ofGuests(email, 1)).length > 0;
  }

  /**
   * Gives the oldest of them to an account. Safe to repeat, also after a crash in its middle. Returns whether there are more.
   * @param email one that the account has proven.
   * @throws what went wrong with one of them, after the others are moved.
   */
  async run(email: string, to: string): Promise<boolean> {
    checkText(to, 'to', recordLimits.maxNameLength);
    const ids = await this.#search.ofGuests(email, claimLimits.atOnce);
    const failed: unknown[] = [];
    for (const id of ids) {
      try {
        await this.#claim(id, email, to);
        await this.#search.forgetGuest(id, email);
      } catch (error) {
        failed.push(error);
      }
    }
    if (failed.length > 0) throw failed[0];
    return ids.length === claimLimits.atOnce;
  }

  async #claim(id: string, email: string, to: string): Promise<void> {
    const order = await this.#orders.get(id);
    if (!order || order.details.email?.toLowerCase() !== email.trim().toLowerCase()) return;
    const { owner } = order;
    // One of an account stays there, and one that came to this account before a crash is finished.
    if (owner !== to && accountIdOf(owner) !== null) return;
    // Whoever has placed it still sees it for a while, as with a mailed link.
    if (owner !== to) await this.#links.show(owner, id);
    await this.#adoption.run(id, owner, to);
  }
}
