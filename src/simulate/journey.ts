// What one visit will be like: where it comes from, which pages it goes along, and how near it is to buying. All of it is
// drawn before the visit begins, so that a slow server changes nothing about it.

import type { Random } from './random.ts';

/** What can be put into a cart. */
export interface Sold {
  readonly sku: string;
  readonly price: { readonly amount: string; readonly currency: string };
}

export interface Product {
  readonly sku: string;
  readonly name: string;
  /** Slugs of categories. */
  readonly categories: readonly string[];
  /** The product itself, or those of its variants that are in stock; at least one. */
  readonly sold: readonly Sold[];
}

export type Step =
  | { readonly kind: 'view'; readonly path: string }
  /** Looks through a category and, with a number from 0 to 1, chooses a value of an option among those that the facets count. */
  | { readonly kind: 'list'; readonly path: string; readonly category: string; readonly narrows: number | null }
  | {
      readonly kind: 'search';
      readonly path: '/search';
      readonly search: string;
      /** What is typed before the suggestions are looked at; null if nobody looks. */
      readonly typed: string | null;
    }
  /** Looks at the cart and at what goes with all of it, and perhaps takes the first. */
  | { readonly kind: 'cart'; readonly path: '/cart'; readonly takes: boolean }
  | { readonly kind: 'event'; readonly name: string; readonly properties?: object }
  | { readonly kind: 'add'; readonly product: Sold; readonly quantity: number }
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
  narrows: 0.5,
  suggestions: 0.6,
  typo: 0.2,
  notHere: 0.1,
  takesRecommended: 0.15,
} as const;

/** What some look for and the sample shop does not have. */
const notHere = ['sofa', 'espresso machine', 'hammock', 'wine glasses'] as const;

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
      steps.push({ kind: 'add', product: random.pick(product.sold), quantity: random.chance(0.2) ? 2 : 1 });
    }
  } while (random.chance(shares.moreBrowsing) && steps.length < pagesAtMost);
  if (random.chance(shares.signUp)) steps.push({ kind: 'event', name: 'newsletter-signup' });
  if (inCart === 0 || !random.chance(shares.toTheCart)) return;
  steps.push({ kind: 'cart', path: '/cart', takes: random.chance(shares.takesRecommended) });
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
  const where = random.weighted([
    ['category', 55],
    ['search', 30],
    ['/shipping', 8],
    ['/about', 7],
  ] as const);
  const product = wanted(random, products);
  if (where === 'search') return searchFor(random, product);
  if (where !== 'category') return { kind: 'view', path: where };
  const category = product && product.categories.length > 0 ? random.pick(product.categories) : null;
  if (category === null) return { kind: 'view', path: '/' };
  const narrows = random.chance(shares.narrows) ? random.next() : null;
  return { kind: 'list', path: `/category/${category}`, category, narrows };
}

/** A word of the product's name, sometimes with two letters in the wrong order; or something that nobody sells here. */
function searchFor(random: Random, product: Product | undefined): Step {
  const words = product?.name.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const isHere = words.length > 0 && !random.chance(shares.notHere);
  const word = isHere ? random.pick(words) : random.pick(notHere);
  const search = isHere && word.length > 4 && random.chance(shares.typo) ? withTypo(random, word) : word;
  const typed = random.chance(shares.suggestions) ? word.slice(0, 3) : null;
  return { kind: 'search', path: '/search', search, typed };
}

/** The first letter is right, as most are. */
function withTypo(random: Random, word: string): string {
  const at = 1 + random.below(word.length - 2);
  return `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;
}

function productPage(random: Random, products: readonly Product[]): string {
  const product = wanted(random, products);
  return product ? `/products/${product.sku}` : '/';
}

/** The first products are looked at far more often than the last. */
function wanted(random: Random, products: readonly Product[]): Product | undefined {
  return products[Math.floor(products.length * random.next() ** 2)];
}
