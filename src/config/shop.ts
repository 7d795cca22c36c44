// The variables of the shop: who takes the money, and how much stock a shopper, and the shoppers of one address, may have reserved.

import { z } from 'zod';
import { holdDefaults, type InventorySettings, inventoryLimits } from '../redis/inventory/inventory.ts';
import { variable, wholeNumber } from './variable.ts';

const providers = ['test', 'none'] as const;

/** `payments` is null where nobody takes money, and absent where the test provider does. */
export type ShopConfig = Required<Pick<InventorySettings, 'maxHoldMs' | 'holdBounds'>> & { readonly payments?: null };

const minuteMs = 60_000;

export const shopVariables = {
  MORTAR_PAYMENTS: variable({
    about:
      'Who takes the money: test is the provider for development, which moves none; none refuses what costs something (test; in production none).',
    allowed: providers.join(' or '),
    shape: z.enum(providers).optional(),
  }),
  MORTAR_RESERVED_PIECES: wholeNumber(
    `Pieces of a product that a shopper may reserve in any case, however few are on hand (${holdDefaults.freePieces}).`,
    { to: 1_000_000, unset: holdDefaults.freePieces },
  ),
  MORTAR_RESERVED_PERCENT_PER_SHOPPER: wholeNumber(
    `Share of a product's pieces on hand that one account or guest may reserve, in percent (${holdDefaults.percentPerShopper}).`,
    { to: 100, unset: holdDefaults.percentPerShopper },
  ),
  MORTAR_RESERVED_PERCENT_PER_ADDRESS: wholeNumber(
    `The same of all shoppers of one address together (${holdDefaults.percentPerAddress}).`,
    { to: 100, unset: holdDefaults.percentPerAddress },
  ),
  MORTAR_RESERVATIONS_PER_SHOPPER: wholeNumber(
    `Checkouts of one account or guest that hold stock at once (${holdDefaults.holdsPerShopper}).`,
    { to: 1_000, unset: holdDefaults.holdsPerShopper },
  ),
  MORTAR_RESERVATIONS_PER_ADDRESS: wholeNumber(
    `The same of all shoppers of one address together (${holdDefaults.holdsPerAddress}).`,
    { to: 1_000_000, unset: holdDefaults.holdsPerAddress },
  ),
  MORTAR_RESERVATION_MAX_MINUTES: wholeNumber(
    `How long a shopper keeps pieces reserved, with declined payments and checkouts started again (${inventoryLimits.maxHoldMs / minuteMs}).`,
    { to: 1_440, unset: inventoryLimits.maxHoldMs / minuteMs, unit: 'minutes' },
  ),
} as const;

type Variables = typeof shopVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readShop(read: Read, isProduction: boolean): ShopConfig {
  const payments = read('MORTAR_PAYMENTS') ?? (isProduction ? 'none' : 'test');
  return Object.freeze({
    ...(payments === 'none' && { payments: null }),
    maxHoldMs: read('MORTAR_RESERVATION_MAX_MINUTES') * minuteMs,
    holdBounds: Object.freeze({
      freePieces: read('MORTAR_RESERVED_PIECES'),
      percentPerShopper: read('MORTAR_RESERVED_PERCENT_PER_SHOPPER'),
      percentPerAddress: read('MORTAR_RESERVED_PERCENT_PER_ADDRESS'),
      holdsPerShopper: read('MORTAR_RESERVATIONS_PER_SHOPPER'),
      holdsPerAddress: read('MORTAR_RESERVATIONS_PER_ADDRESS'),
    }),
  });
}
