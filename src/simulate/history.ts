// Days gone by, in minutes: the same journeys as live ones, with their times in the past and their orders as events alone,
// since a shop takes no orders for yesterday.

import { type Arrivals, busyness } from './arrivals.ts';
import { buyingShare, drawCrawl, drawJourney, type Product, type Sold, type Step } from './journey.ts';
import type { Mortar } from './mortar.ts';
import { eventOf, type PageEvent, sendEvents } from './page.ts';
import type { Random } from './random.ts';
import type { Shopper } from './shopper.ts';
import type { Tally } from './tally.ts';

const limits = { eventsPerRequest: 500, requestsInFlight: 4, lookMs: 20_000 } as const;

export interface HistorySettings {
  readonly mortar: Mortar;
  readonly arrivals: Arrivals;
  readonly products: readonly Product[];
  readonly visitorsPerMinute: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly tally: Tally;
  readonly ending: AbortSignal;
  /** Told the moment that has been reached. */
  onProgress(atMs: number): void;
}

export async function sendHistory(settings: HistorySettings): Promise<void> {
  const { mortar, arrivals, products, visitorsPerMinute, fromMs, toMs, tally, ending, onProgress } = settings;
  const meanGapMs = 60_000 / visitorsPerMinute;
  const inFlight = new Set<Promise<void>>();
  const batch: object[] = [];
  const send = async (): Promise<void> => {
    // A server that speaks for its visitors: each event names its own user agent.
    const sent = sendEvents(mortar, batch.splice(0, limits.eventsPerRequest), { 'user-agent': 'node' }, tally).finally(
      () => inFlight.delete(sent),
    );
    inFlight.add(sent);
    if (inFlight.size >= limits.requestsInFlight) await Promise.race(inFlight);
  };
  for (let atMs = fromMs; !ending.aborted; ) {
    const { shopper, random, gap } = arrivals.next();
    atMs += (gap * meanGapMs) / busyness(atMs);
    if (atMs >= toMs) break;
    tally.visits += 1;
    if (shopper.program) tally.crawls += 1;
    batch.push(...pastVisit(shopper, random, products, atMs, toMs));
    while (batch.length >= limits.eventsPerRequest) await send();
    onProgress(atMs);
  }
  while (batch.length > 0) await send();
  await Promise.all(inFlight);
}

function pastVisit(
  shopper: Shopper,
  random: Random,
  products: readonly Product[],
  beganMs: number,
  untilMs: number,
): object[] {
  const { referrer, campaign, steps } = (shopper.program ? drawCrawl : drawJourney)(random, products);
  const events: object[] = [];
  const inCart: { product: Sold; quantity: number }[] = [];
  let atMs = beganMs;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'add') inCart.push(step);
    for (const event of eventsOf(step, inCart)) {
      const from = index === 0 ? { referrer, campaign } : {};
      if (atMs < untilMs)
        events.push({ ...eventOf(shopper, { ...event, ...from }, atMs), userAgent: shopper.userAgent });
      atMs += 1 + random.exponential(limits.lookMs);
    }
  }
  return events;
}

function eventsOf(step: Step, inCart: readonly { product: Sold; quantity: number }[]): PageEvent[] {
  if ('path' in step) return [{ type: 'PAGE_VIEW', path: step.path }];
  if (step.kind === 'event') return [{ type: 'CUSTOM', name: step.name }];
  if (step.kind === 'add') return [{ type: 'CART' }];
  if (step.resolve >= buyingShare) return [];
  const began: PageEvent[] = [{ type: 'CHECKOUT' }, { type: 'PAGE_VIEW', path: '/checkout' }];
  const value = totalOf(inCart);
  if ((step.cardDeclined && !step.secondCard) || !value) return began;
  return [...began, { type: 'PURCHASE', value }, { type: 'PAGE_VIEW', path: '/thank-you' }];
}

/** In the currency of the first, as a cart is. */
function totalOf(lines: readonly { product: Sold; quantity: number }[]): PageEvent['value'] | null {
  const price = lines[0]?.product.price;
  if (!price) return null;
  const digits = price.amount.split('.')[1]?.length ?? 0;
  const total = lines
    .filter(({ product }) => product.price.currency === price.currency)
    .reduce((sum, { product, quantity }) => sum + Number(product.price.amount) * quantity, 0);
  return { amount: total.toFixed(digits), currency: price.currency };
}
