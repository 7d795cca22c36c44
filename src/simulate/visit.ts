// One visit as it happens: page after page with time to look in between, things put into a cart, and perhaps an order.

import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, lookAtCart, lookFor, lookThrough } from './browse.ts';
import { buyingShare, type Journey, type Sold, type Step } from './journey.ts';
import { Cookies, headersOf, type Mortar, RequestFailure } from './mortar.ts';
import type { Problems } from './order.ts';
import { Page } from './page.ts';
import { type Buyer, buy, follow } from './purchase.ts';
import type { Random } from './random.ts';
import type { Shopper } from './shopper.ts';
import type { Staff } from './staff.ts';
import type { Tally } from './tally.ts';

/** What a visit takes place in. */
export interface World {
  readonly mortar: Mortar;
  readonly tally: Tally;
  /** The experiment whose variant the cart page shows; null where there is none, as the first to ask finds out. */
  experiment: { readonly key: string; readonly lift: number } | null;
  /** The shop's people, where somebody may act for them. */
  readonly staff: Staff | undefined;
  /** The discount code that shoppers try; null where there is none, as the first to try it finds out. */
  code: string | null;
  /** How many times faster than people all goes. */
  readonly speed: number;
  /** Sends everybody home. */
  readonly ending: AbortSignal;
}

/** How long people look at a page, on average. */
const lookMs = 20_000;

const assign = `mutation ($key: String!, $visitorId: String!) {
  experimentAssign(input: { key: $key, visitorId: $visitorId }) {
    assignment { variant experiment { variants { key } } } userErrors { code }
  }
}`;
const add = `mutation ($sku: String!, $quantity: Int!) {
  cartLinesAdd(input: { lines: [{ sku: $sku, quantity: $quantity }] }) { userErrors { code message } }
}`;
export class Visit {
  readonly #world: World;
  readonly #shopper: Shopper;
  readonly #random: Random;
  readonly #page: Page;
  readonly #cookies = new Cookies();

  constructor(world: World, shopper: Shopper, random: Random) {
    this.#world = world;
    this.#shopper = shopper;
    this.#random = random;
    this.#page = new Page(world.mortar, shopper, world.tally);
  }

  /** Goes along a journey to its end, or to that of the simulation. Never rejects. */
  async make({ referrer, campaign, steps }: Journey): Promise<void> {
    const { tally, ending } = this.#world;
    try {
      for (const [index, step] of steps.entries()) {
        if (index > 0) await this.#look();
        if ('path' in step) {
          const from = index === 0 ? { referrer, campaign } : {};
          this.#page.add({ type: 'PAGE_VIEW', path: step.path, ...from });
        }
        if (!(await this.#act(step))) break;
      }
    } catch (error) {
      if (error instanceof RequestFailure) tally.fail(error.message);
      else if (!ending.aborted) throw error;
    } finally {
      await this.#page.leave();
    }
  }

  /** False where the shopper has had enough. */
  async #act(step: Step): Promise<boolean> {
    const browser: Browser = { tally: this.#world.tally, ask: (query, variables) => this.#ask(query, variables) };
    if (step.kind === 'list') await lookThrough(browser, step);
    else if (step.kind === 'search') await lookFor(browser, step);
    else if (step.kind === 'cart') await this.#lookAtCart(browser, step.takes);
    else if (step.kind === 'event') this.#page.add({ type: 'CUSTOM', name: step.name });
    else if (step.kind === 'add') return this.#addToCart(step.product, step.quantity);
    else if (step.kind === 'buy' && step.resolve < (await this.#shareThatBuys())) await this.#buy(step);
    return true;
  }

  async #lookAtCart(browser: Browser, takes: boolean): Promise<void> {
    const first = await lookAtCart(browser);
    if (takes && first && (await this.#addToCart(first, 1))) this.#world.tally.taken += 1;
  }

  async #addToCart({ sku }: Sold, quantity: number): Promise<boolean> {
    const { cartLinesAdd } = await this.#ask<{ cartLinesAdd: Problems }>(add, { sku, quantity });
    if (this.#refused(cartLinesAdd)) return false;
    this.#world.tally.carts += this.#cartIsNew ? 1 : 0;
    this.#cartIsNew = false;
    return true;
  }

  #cartIsNew = true;
  #variant: string | null = null;

  /** Asks for the variant at the moment of showing it. The second one, and those after it, have a true lift. */
  async #shareThatBuys(): Promise<number> {
    const { experiment, tally } = this.#world;
    if (!experiment) return buyingShare;
    const { visitorId } = this.#shopper;
    const { experimentAssign } = await this.#ask<{
      experimentAssign: {
        assignment: { variant: string | null; experiment: { variants: { key: string }[] } } | null;
      };
    }>(assign, { key: experiment.key, visitorId });
    const { assignment } = experimentAssign;
    this.#variant = assignment?.variant ?? null;
    if (!assignment) this.#world.experiment = null;
    if (!assignment || this.#variant === null) return buyingShare;
    const counts = tally.variants.get(this.#variant) ?? { shown: 0, bought: 0 };
    counts.shown += 1;
    tally.variants.set(this.#variant, counts);
    const isFirst = assignment.experiment.variants[0]?.key === this.#variant;
    return isFirst ? buyingShare : Math.min(1, buyingShare * (1 + experiment.lift));
  }

  async #buy(wish: Extract<Step, { kind: 'buy' }>): Promise<void> {
    const { tally, staff } = this.#world;
    const buyer: Buyer = {
      ...{ shopper: this.#shopper, tally, staff, shop: this.#world },
      ask: (query, variables) => this.#ask(query, variables),
      look: async (path) => {
        if (path) this.#page.add({ type: 'PAGE_VIEW', path });
        await this.#look();
      },
      refused: (problems) => this.#refused(problems),
    };
    const order = await buy(buyer, wish);
    if (!order) return;
    const counts = this.#variant === null ? undefined : tally.variants.get(this.#variant);
    if (counts) counts.bought += 1;
    this.#page.add({ type: 'PAGE_VIEW', path: '/thank-you' });
    await follow(buyer, order, wish);
  }

  /** Notes a refusal, and says whether there was one. */
  #refused({ userErrors }: Problems): boolean {
    const [problem] = userErrors;
    if (!problem) return false;
    if (problem.code === 'OUT_OF_STOCK' || problem.code === 'LIMIT_EXCEEDED') this.#world.tally.soldOut += 1;
    else this.#world.tally.fail(problem.message);
    return true;
  }

  #ask<Data>(query: string, variables: object = {}): Promise<Data> {
    return this.#world.mortar.ask<Data>(query, variables, headersOf(this.#shopper), this.#cookies);
  }

  async #look(): Promise<void> {
    const { speed, ending } = this.#world;
    const ms = this.#random.exponential(lookMs) / speed;
    // A timer takes a millisecond at least.
    if (ms >= 1) await wait(ms, undefined, { signal: ending });
    else ending.throwIfAborted();
  }
}
