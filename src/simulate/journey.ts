// What one visit will be like: where it comes from, which pages it goes along, and how near it is to buying. All of it is
// drawn before the visit begins, so that a slow server changes nothing about it.

import type { Random } from './random.ts';

export interface Product {
  readonly sku: string;
  readonly tags: readonly string[];
  readonly price: { readonly amount: string; readonly currency: string };
}

export type Step =
  | { readonly kind: 'view'; readonly path: string }
  | { readonly kind: 'event'; readonly name: string; readonly properties?: object }
  | { readonly kind: 'add'; readonly product: Product; readonly quantity: number }
  | {
      readonly kind: 'buy';
      /** From 0 to 1; who is below the share that buys does. */
      readonly resolve: number;
      readonly cardDeclined: boolean;
      /** Whether one whose card was declined has another. */
      readonly secondCard: boolean;
      /** Whether the shopper types a discount code, if the shop has one. */
      readonly usesCode: boolean;
      /** From 0 to 1: which of the ways to send the goods. */
      readonly shipping: number;
      readonly afterwards: Afterwards;
    };

/** What becomes of an order. */
type Afterwards = 'nothing' | 'cancel' | 'send' | 'send-in-parts' | 'send-back' | 'refund-part';

export interface Journey {
  readonly referrer: string | null;
  readonly campaign: string | null;
  readonly steps: readonly Step[];
}

/** The share of shoppers with a full cart who buy where no experiment says otherwise. */
export const buyingShare = 0.45;

const shares = {
  bounce: 0.35,
  moreBrowsing: 0.72,
  addToCart: 0.35,
  toTheCart: 0.85,
  signUp: 0.04,
  cardDeclined: 0.08,
  secondCard: 0.6,
  usesCode: 0.3,
} as const;

const endings: readonly (readonly [Afterwards, number])[] = [
  ['nothing', 25],
  ['cancel', 5],
  ['send', 30],
  ['send-in-parts', 15],
  ['send-back', 15],
  ['refund-part', 10],
];

const pagesAtMost = 20;

const origins: readonly (readonly [origin: { referrer: string | null; campaign: string | null }, weight: number])[] = [
  [{ referrer: null, campaign: null }, 38],
  [{ referrer: 'https://www.google.com/', campaign: null }, 30],
  [{ referrer: 'https://www.instagram.com/', campaign: 'autumn-kitchen' }, 10],
  [{ referrer: 'https://duckduckgo.com/', campaign: null }, 7],
  [{ referrer: 'https://www.pinterest.com/', campaign: null }, 6],
  [{ referrer: null, campaign: 'newsletter' }, 6],
  [{ referrer: 'https://news.ycombinator.com/', campaign: null }, 3],
];

/** @param products what is for sale, the most wanted first; without any, people look around and leave. */
export function drawJourney(random: Random, products: readonly Product[]): Journey {
  const origin = random.weighted(origins);
  const steps: Step[] = [{ kind: 'view', path: landingPage(random, products) }];
  if (!random.chance(shares.bounce)) browse(random, products, steps);
  return { ...origin, steps };
}

/** A crawler goes from product to product. */
export function drawCrawl(random: Random, products: readonly Product[]): Journey {
  const count = 1 + random.below(8);
  const steps = Array.from({ length: count }, (): Step => ({ kind: 'view', path: productPage(random, products) }));
  return { referrer: null, campaign: null, steps };
}

function landingPage(random: Random, products: readonly Product[]): string {
  const where = random.weighted([
    ['home', 55],
    ['product', 30],
    ['sale', 15],
  ] as const);
  if (where === 'product') return productPage(random, products);
  return where === 'home' ? '/' : '/sale';
}

function browse(random: Random, products: readonly Product[], steps: Step[]): void {
  let inCart = 0;
  do {
    const product = wanted(random, products);
    if (!product || random.chance(0.35)) {
      steps.push(elsewhere(random, products));
      continue;
    }
    steps.push({ kind: 'view', path: `/products/${product.sku}` });
    if (random.chance(shares.addToCart)) {
      inCart += 1;
      steps.push({ kind: 'add', product, quantity: random.chance(0.2) ? 2 : 1 });
    }
  } while (random.chance(shares.moreBrowsing) && steps.length < pagesAtMost);
  if (random.chance(shares.signUp)) steps.push({ kind: 'event', name: 'newsletter-signup' });
  if (inCart === 0 || !random.chance(shares.toTheCart)) return;
  steps.push({ kind: 'view', path: '/cart' });
  steps.push({
    kind: 'buy',
    resolve: random.next(),
    cardDeclined: random.chance(shares.cardDeclined),
    secondCard: random.chance(shares.secondCard),
    usesCode: random.chance(shares.usesCode),
    shipping: random.next(),
    afterwards: random.weighted(endings),
  });
}

function elsewhere(random: Random, products: readonly Product[]): Step {
  const tags = [...new Set(products.flatMap((product) => product.tags))];
  const tag = tags.length > 0 ? random.pick(tags) : null;
  const path = random.weighted([
    [tag ? `/category/${tag}` : '/', 70],
    ['/search', 15],
    ['/shipping', 8],
    ['/about', 7],
  ]);
  return { kind: 'view', path };
}

function productPage(random: Random, products: readonly Product[]): string {
  const product = wanted(random, products);
  return product ? `/products/${product.sku}` : '/';
}

/** The first products are looked at far more often than the last. */
function wanted(random: Random, products: readonly Product[]): Product | undefined {
  return products[Math.floor(products.length * random.next() ** 2)];
}
