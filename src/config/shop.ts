// The variables of the shop: who takes the money, and how much stock a shopper, and the shoppers of one address, may have reserved.

import { z } from 'zod';
import { defaultLanguage, type LanguageCode, languageCodes } from '../redis/catalogue/language.ts';
import { holdDefaults, type InventorySettings, inventoryLimits } from '../redis/inventory/inventory.ts';
import { text, variable, wholeNumber } from './variable.ts';

const providers = ['test', 'stripe', 'none'] as const;

/** `payments` is null where nobody takes money, and absent where the test provider does, or Stripe. */
export type ShopConfig = Required<Pick<InventorySettings, 'maxHoldMs' | 'holdBounds' | 'low'>> & {
  readonly language: LanguageCode;
  readonly payments?: null;
  readonly stripe?: { readonly secretKey: string; readonly webhookSecret: string | undefined };
};

const minuteMs = 60_000;

export const shopVariables = {
  MORTAR_CATALOGUE_LANGUAGE: variable({
    about:
      'Language of the products, whose forms of words a search knows. If it changes, the next start indexes all products again.',
    unset: defaultLanguage,
    allowed: languageCodes.join(', '),
    shape: z.enum(languageCodes).default(defaultLanguage),
  }),
  MORTAR_PAYMENTS: variable({
    about: 'Payment provider. test moves no money and is for development. none rejects every payment.',
    unset: 'test; none in production',
    allowed: providers.join(' or '),
    shape: z.enum(providers).optional(),
  }),
  MORTAR_STRIPE_SECRET_KEY: variable({
    about: 'Secret key of the Stripe account. Required if MORTAR_PAYMENTS is stripe.',
    unset: 'none',
    allowed: 'a key that begins with sk_ or rk_',
    shape: text.refine((value) => value === undefined || /^(sk|rk)_\w{8,300}$/.test(value)),
    secret: true,
  }),
  MORTAR_STRIPE_WEBHOOK_SECRET: variable({
    about: 'Signing secret of the Stripe webhook that is sent to /payments/webhook.',
    unset: 'none: Mortar rejects webhooks',
    allowed: 'a secret that begins with whsec_',
    shape: text.refine((value) => value === undefined || /^whsec_\w{8,300}$/.test(value)),
    secret: true,
  }),
  MORTAR_RESERVED_PIECES: wholeNumber(
    'Pieces of a product that a shopper may reserve in any case, however few are on hand.',
    { to: 1_000_000, unset: holdDefaults.freePieces },
  ),
  MORTAR_RESERVED_PERCENT_PER_SHOPPER: wholeNumber(
    "Share of a product's pieces on hand that one account or guest may reserve, in percent.",
    { to: 100, unset: holdDefaults.percentPerShopper },
  ),
  MORTAR_RESERVED_PERCENT_PER_ADDRESS: wholeNumber(
    "Share of a product's pieces on hand that all shoppers of one address together may reserve, in percent.",
    { to: 100, unset: holdDefaults.percentPerAddress },
  ),
  MORTAR_RESERVATIONS_PER_SHOPPER: wholeNumber('Checkouts of one account or guest that may hold stock at a time.', {
    to: 1_000,
    unset: holdDefaults.holdsPerShopper,
  }),
  MORTAR_RESERVATIONS_PER_ADDRESS: wholeNumber(
    'Checkouts of all shoppers of one address together that may hold stock at a time.',
    { to: 1_000_000, unset: holdDefaults.holdsPerAddress },
  ),
  MORTAR_RESERVATION_MAX_MINUTES: wholeNumber(
    'How long a shopper may keep the same pieces reserved, with declined payments and checkouts started again.',
    { to: 1_440, unset: inventoryLimits.maxHoldMs / minuteMs, unit: 'minutes' },
  ),
  MORTAR_LOW_STOCK: wholeNumber(
    'Pieces on hand of a product below which Mortar raises the event stock.low. 0 raises none.',
    { to: 1_000_000, unset: inventoryLimits.low },
  ),
} as const;

type Variables = typeof shopVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

/** @throws Error where Stripe is to take the money and its key is missing. */
export function readShop(read: Read, isProduction: boolean): ShopConfig {
  const stripe = { secretKey: read('MORTAR_STRIPE_SECRET_KEY'), webhookSecret: read('MORTAR_STRIPE_WEBHOOK_SECRET') };
  const payments = read('MORTAR_PAYMENTS') ?? (isProduction ? 'none' : 'test');
  return Object.freeze({
    ...(payments === 'none' && { payments: null }),
    ...(payments === 'stripe' && { stripe: readStripe(stripe) }),
    language: read('MORTAR_CATALOGUE_LANGUAGE'),
    maxHoldMs: read('MORTAR_RESERVATION_MAX_MINUTES') * minuteMs,
    low: read('MORTAR_LOW_STOCK'),
    holdBounds: Object.freeze({
      freePieces: read('MORTAR_RESERVED_PIECES'),
      percentPerShopper: read('MORTAR_RESERVED_PERCENT_PER_SHOPPER'),
      percentPerAddress: read('MORTAR_RESERVED_PERCENT_PER_ADDRESS'),
      holdsPerShopper: read('MORTAR_RESERVATIONS_PER_SHOPPER'),
      holdsPerAddress: read('MORTAR_RESERVATIONS_PER_ADDRESS'),
    }),
  });
}

interface StripeVariables {
  readonly secretKey: string | undefined;
  readonly webhookSecret: string | undefined;
}

function readStripe({ secretKey, webhookSecret }: StripeVariables): NonNullable<ShopConfig['stripe']> {
  if (!secretKey)
    throw new Error('MORTAR_PAYMENTS is stripe, but MORTAR_STRIPE_SECRET_KEY is not set: set it to the secret key');
  return Object.freeze({ secretKey, webhookSecret });
}
