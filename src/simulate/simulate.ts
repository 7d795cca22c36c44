// Lets shoppers come, as many as asked for, until the time is up.

import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Administrator } from './administrator.ts';
import { Arrivals, busyness } from './arrivals.ts';
import { sendHistory } from './history.ts';
import { drawCrawl, drawJourney, type Product } from './journey.ts';
import { Mortar } from './mortar.ts';
import { findMortar, findProducts, NoMortar } from './shop.ts';
import { Staff } from './staff.ts';
import type { Tally } from './tally.ts';
import { Visit, type World } from './visit.ts';

const limits = {
  /** Who comes when so many are there already waits outside: then Mortar, or this machine, cannot keep up. */
  visitsAtOnce: 2_000,
  visitsATurn: 50,
  /** Who comes while Mortar is busy looks again after so long. */
  busyMs: 20,
  productsEveryMs: 30_000,
  /** After so long without a single answer nobody else is sent. */
  silenceMs: 30_000,
} as const;

export interface SimulationSettings {
  readonly url: string;
  /** On average over a day; at an hour, as busy as the hour is. */
  readonly visitorsPerMinute: number;
  /** Whether each hour is as busy as the next. */
  readonly steady: boolean;
  readonly seconds: number;
  /** How many days before now are filled first, with events alone. */
  readonly days: number;
  readonly seed: string;
  /** How many times faster than people the shoppers go. */
  readonly speed: number;
  readonly experiment: string;
  /** How much likelier the second variant's visitors are to buy: 0.3 is 30 percent. */
  readonly lift: number;
  /** A discount code that some shoppers type. */
  readonly code: string;
  /** Who may start the experiment, fill the shelves and handle orders; without one, what is there is used. */
  readonly administrator: { readonly email: string; readonly password: string } | undefined;
  /** Ends it early. */
  readonly stop: AbortSignal;
  /** Told how much is done, from 0 to 1, a few times a second. */
  onProgress(phase: 'history' | 'live', share: number): void;
}

/** @throws NoMortar where none is there, or where it went away for good. What was sent until then is in the tally. */
export async function simulate(settings: SimulationSettings, tally: Tally): Promise<void> {
  const ending = new AbortController();
  // Each shopper there is waits for it.
  setMaxListeners(0, ending.signal);
  const stop = (): void => ending.abort();
  settings.stop.addEventListener('abort', stop, { once: true });
  const mortar = new Mortar(settings.url, tally, ending.signal);
  await findMortar(mortar);
  const administrator = settings.administrator && (await Administrator.logIn(mortar, settings.administrator));
  await administrator?.startExperiment(settings.experiment);
  await administrator?.fillShelves();
  const products = await findProducts(mortar);
  const arrivals = new Arrivals(settings.seed);
  if (settings.days > 0) await fillDays(settings, mortar, arrivals, products, tally, ending.signal);
  const world: World = {
    mortar,
    tally,
    experiment: { key: settings.experiment, lift: settings.lift },
    staff: administrator && new Staff(administrator, tally),
    code: settings.code,
    speed: settings.speed,
    ending: ending.signal,
  };
  const street = new Street(world, products, administrator);
  await street.run(settings, arrivals, ending);
}

async function fillDays(
  { days, visitorsPerMinute, onProgress }: SimulationSettings,
  mortar: Mortar,
  arrivals: Arrivals,
  products: readonly Product[],
  tally: Tally,
  ending: AbortSignal,
): Promise<void> {
  const toMs = Date.now();
  const fromMs = toMs - days * 86_400_000;
  await sendHistory({
    ...{ mortar, arrivals, products, visitorsPerMinute, fromMs, toMs, tally, ending },
    onProgress: (atMs) => onProgress('history', (atMs - fromMs) / (toMs - fromMs)),
  });
}

/** Where the shoppers come from: holds those who are there, and what they find. */
class Street {
  readonly #world: World;
  readonly #administrator: Administrator | undefined;
  readonly #visits = new Set<Promise<void>>();
  #products: readonly Product[];
  #onLeave: (() => void) | undefined;

  constructor(world: World, products: readonly Product[], administrator: Administrator | undefined) {
    this.#world = world;
    this.#products = products;
    this.#administrator = administrator;
  }

  async run(settings: SimulationSettings, arrivals: Arrivals, ending: AbortController): Promise<void> {
    const { visitorsPerMinute, steady, seconds, onProgress } = settings;
    const { mortar, tally } = this.#world;
    const beganMs = Date.now();
    const endMs = beganMs + seconds * 1_000;
    const looking = setInterval(() => void this.#lookAgain(), limits.productsEveryMs);
    const watching = setInterval(() => onProgress('live', (Date.now() - beganMs) / (endMs - beganMs)), 250);
    let failure: NoMortar | undefined;
    try {
      for (let nextMs = beganMs; !ending.signal.aborted; ) {
        const arrival = arrivals.next();
        nextMs += (arrival.gap * 60_000) / visitorsPerMinute / (steady ? 1 : busyness(nextMs));
        if (nextMs >= endMs) break;
        // Also where many come in one millisecond, those who are there get their turn.
        if (nextMs > Date.now()) await wait(nextMs - Date.now(), undefined, { signal: ending.signal });
        else if (this.#visits.size % limits.visitsATurn === 0) await wait(0);
        if (this.#visits.size >= limits.visitsAtOnce) await this.#untilSomebodyLeaves();
        // More shoppers would only make all of them slower, until nobody comes as far as the checkout.
        while (mortar.isBusy && Date.now() < endMs) await wait(limits.busyMs, undefined, { signal: ending.signal });
        tally.liveMs = Date.now() - beganMs;
        tally.behindMs = Math.max(0, Date.now() - nextMs);
        if (Date.now() >= endMs) break;
        if (mortar.silentMs > limits.silenceMs) {
          failure = new NoMortar(
            `Mortar at ${mortar.url} has not answered for ${limits.silenceMs / 1_000} s: given up`,
          );
          break;
        }
        this.#begin(arrival);
      }
      if (Date.now() < endMs && !failure) await wait(endMs - Date.now(), undefined, { signal: ending.signal });
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    }
    ending.abort();
    clearInterval(looking);
    await Promise.all(this.#visits);
    clearInterval(watching);
    if (failure) throw failure;
  }

  #begin({ shopper, random }: ReturnType<Arrivals['next']>): void {
    const { tally } = this.#world;
    tally.visits += 1;
    if (shopper.program) tally.crawls += 1;
    const journey = (shopper.program ? drawCrawl : drawJourney)(random, this.#products);
    const visit = new Visit(this.#world, shopper, random).make(journey).finally(() => {
      this.#visits.delete(visit);
      this.#onLeave?.();
    });
    this.#visits.add(visit);
  }

  #untilSomebodyLeaves(): Promise<void> {
    return new Promise((resolve) => {
      this.#onLeave = resolve;
    });
  }

  /** Sees what is in stock. Where that fails now, it is tried again. */
  async #lookAgain(): Promise<void> {
    try {
      await this.#administrator?.fillShelves();
      this.#products = await findProducts(this.#world.mortar);
    } catch {}
  }
}
