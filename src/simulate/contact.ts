// How a shopper is reached, and where the goods go to. Nobody has an address at example.com.

import type { Shopper } from './shopper.ts';

interface Place {
  readonly locality: string;
  readonly postalCode: string;
  readonly administrativeArea?: string;
}

const places: Readonly<Record<string, Place>> = {
  DE: { locality: 'Berlin', postalCode: '10115' },
  FR: { locality: 'Lyon', postalCode: '69001' },
  NL: { locality: 'Amsterdam', postalCode: '1012 JS' },
  AT: { locality: 'Wien', postalCode: '1010' },
  GB: { locality: 'London', postalCode: 'SW1A 1AA' },
  IT: { locality: 'Roma', postalCode: '00184', administrativeArea: 'RM' },
  ES: { locality: 'Madrid', postalCode: '28013', administrativeArea: 'Madrid' },
  PL: { locality: 'Warszawa', postalCode: '00-001' },
  SE: { locality: 'Stockholm', postalCode: '111 29' },
  US: { locality: 'San Francisco', postalCode: '94103', administrativeArea: 'CA' },
};

/** What a shopper types at the checkout. */
export function contactOf({ visitorId, country }: Pick<Shopper, 'visitorId' | 'country'>): object {
  const place = places[country];
  return {
    email: `${visitorId}@example.com`,
    ...(place && { shippingAddress: { country, name: `Shopper ${visitorId}`, lines: ['Main Street 1'], ...place } }),
  };
}
