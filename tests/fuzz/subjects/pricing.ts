// Discounts, shipping methods, taxes, and how often discounts are used.

import { fixed } from '../hostile.ts';
import type { FuzzMethod, FuzzSubject, World } from '../subject.ts';

const price = { minor: 500n, currency: 'EUR' };

const discount = (code: string, kind: unknown = fixed('AMOUNT')) => ({
  code,
  label: 'Off',
  kind,
  automatic: false,
  active: true,
  percent: null,
  amount: price,
  minimum: price,
  maxUses: 100,
  maxUsesPerCustomer: 2,
  startsAt: new Date(1e12),
  endsAt: new Date(3e12),
});

const method = (name: string) => ({
  name,
  label: 'Parcel',
  active: true,
  countries: ['DE'],
  taxClass: 'standard',
  rates: [{ price, fromWeightGrams: 10, fromTotal: price }],
});

const zone = (rounding: unknown, country = 'DE') => ({
  country,
  included: true,
  rounding,
  rates: [{ taxClass: 'standard', label: 'VAT', percent: '19' }],
});

const code = ({ next }: World): string => `C${next()}`;
const use = ({ next }: World) => ({ orderId: `order-${next()}`, attempt: 1, customer: `customer-${next()}` });

async function setDiscount(world: World): Promise<string> {
  const { code: own } = await world.stores.priceRules.setDiscount(discount(code(world), 'AMOUNT') as never);
  return own;
}

async function claimed(world: World) {
  const [own, by] = [await setDiscount(world), use(world)];
  await world.stores.discountUses.claim({ code: own, maxUses: 100, maxUsesPerCustomer: 2 }, by);
  return { own, by };
}

const none: FuzzMethod = { good: () => [] };

export const pricingSubject: FuzzSubject = {
  name: 'pricing',
  objects: ({ stores }) => ({ rules: stores.priceRules, uses: stores.discountUses }),
  methods: {
    'rules.setDiscount': { good: (world) => [discount(code(world))] },
    'rules.setShippingMethod': { good: ({ next }) => [method(`m${next() % 20}`)] },
    'rules.setTaxZone': { good: () => [zone(fixed('LINE'))] },
    'rules.discounts': none,
    'rules.shippingMethods': none,
    'rules.taxZones': none,
    'rules.discount': { good: async (world) => [await setDiscount(world)] },
    'rules.shippingMethod': { good: () => ['m1'] },
    'rules.taxZone': { good: () => ['DE'] },
    'rules.deleteDiscount': { good: async (world) => [await setDiscount(world)] },
    'rules.deleteShippingMethod': {
      good: async ({ stores, next }) => {
        const { name } = await stores.priceRules.setShippingMethod(method(`gone-${next() % 25}`) as never);
        return [name];
      },
    },
    'rules.deleteTaxZone': {
      good: async ({ stores, next }) => {
        const country = ['AT', 'BE', 'CH', 'DK', 'ES', 'FR', 'GB', 'IT', 'NL', 'PL'][next() % 10] as string;
        await stores.priceRules.setTaxZone(zone('LINE', country) as never);
        return [country];
      },
    },
    'rules.applicable': { good: async (world) => [await setDiscount(world), 'DE'] },
    'uses.claim': {
      good: async (world) => [{ code: await setDiscount(world), maxUses: 100, maxUsesPerCustomer: 2 }, use(world)],
    },
    'uses.release': {
      good: async (world) => {
        const { own, by } = await claimed(world);
        return [own, { orderId: by.orderId, attempt: 1 }];
      },
    },
    'uses.give': {
      good: async (world) => {
        const { own, by } = await claimed(world);
        return [own, by.orderId, by.customer, `erased-${world.next()}`];
      },
    },
    'uses.releaseAll': {
      good: async (world) => {
        const { own, by } = await claimed(world);
        const amount = { minor: -500n, currency: 'EUR' };
        const adjustment = {
          kind: fixed('DISCOUNT'),
          source: own,
          label: 'Off',
          amount,
          included: false,
          counted: true,
        };
        return [[adjustment], { orderId: by.orderId, attempt: 1 }];
      },
    },
    'uses.count': { good: async (world) => [await setDiscount(world)] },
    'uses.countOf': { good: async (world) => [await setDiscount(world), 'customer'] },
    'uses.forget': { good: async (world) => [await setDiscount(world)] },
  },
  async broken({ stores }) {
    const all = [
      ...(await stores.priceRules.discounts()),
      ...(await stores.priceRules.shippingMethods()),
      ...(await stores.priceRules.taxZones()),
    ];
    return all.flatMap((rule) => (rule instanceof Error ? [rule.message] : []));
  },
};
