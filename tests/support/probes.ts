// One change of each subject of the data layer, and how to see whether it is there: what faults of Redis are tried with.

import { Overloaded } from '../../src/redis/base/problem.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import type { Stores } from '../../src/redis/stores.ts';

export interface Probe {
  /** What the change needs that is to be there before. */
  prepare?(stores: Stores, name: string): Promise<unknown>;
  /** Makes the change. With the same name it is the same change. */
  act(stores: Stores, name: string): Promise<unknown>;
  /** How often the change is there. */
  count(stores: Stores, name: string): Promise<number>;
  /** If the answer was lost and it is asked for again, it may be there twice. */
  readonly mayRepeat?: boolean;
  /** A change that fails may be there in part. */
  readonly mayBePartial?: boolean;
  /** It is made also while Redis is full. */
  readonly worksWhenFull?: boolean;
}

const client = { ipAddress: '203.0.113.7', userAgent: 'probe' };
const lasting = { ttlSeconds: 600, memorySeconds: 0 };
const one = (holds: boolean): number => (holds ? 1 : 0);

/** What the changes of a run answered with, by subject and name. */
const answers = new WeakMap<Stores, Map<string, string>>();

function remember(stores: Stores, name: string, answer: string): void {
  const all = answers.get(stores) ?? new Map<string, string>();
  answers.set(stores, all.set(name, answer));
}

/** An id or token that a change answered with. */
export const answerOf = (stores: Stores, name: string): string => answers.get(stores)?.get(name) ?? '';

async function putOnSale({ catalogue, inventory }: Stores, sku: string): Promise<void> {
  const price = { minor: 100n, currency: 'EUR' };
  await catalogue.set({ sku, name: sku, description: null, tags: [], active: true, price });
  await inventory.adjust([{ sku, delta: 5 }], `first of ${sku}`);
}

async function beginCheckout(stores: Stores, name: string): Promise<void> {
  const { id } = await stores.checkouts.start(name);
  remember(stores, name, id);
}

async function fillCart(stores: Stores, name: string): Promise<void> {
  await putOnSale(stores, name);
  await stores.carts.add(name, [{ sku: name, quantity: 1 }]);
}

export const probes: Readonly<Record<string, Probe>> = {
  account: {
    act: async ({ accounts }, name) => {
      const given = { email: `${name}@example.com`, password: 'four words of some length' };
      for (let tries = 1; ; tries += 1) {
        try {
          return await accounts.create(given);
        } catch (error) {
          // It was made the first time.
          if (/account with this e-mail/.test(String(error))) return;
          // The machine is busy with the passwords of others.
          if (!(error instanceof Overloaded) || tries === 20) throw error;
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
    },
    count: async ({ accounts }, name) => one((await accounts.findByEmail(`${name}@example.com`)) !== null),
  },
  session: {
    act: async (stores, name) => {
      const issued = await stores.sessions.start({ userId: null, transport: 'BEARER', client });
      remember(stores, name, issued?.token ?? '');
    },
    count: async (stores, name) => one((await stores.sessions.validate(answerOf(stores, name), client)) !== null),
  },
  'rate-limit': {
    act: ({ rateLimits }, name) => rateLimits.set({ name, limit: 5, windowSeconds: 60 }),
    count: async ({ rateLimits }, name) => one((await rateLimits.policies.all()).some((each) => each.name === name)),
    worksWhenFull: true,
  },
  job: {
    act: async (stores, name) => {
      const { id } = await stores.jobs.enqueue({ queue: name, name: 'probe', idempotencyKey: name });
      remember(stores, name, id);
    },
    count: async ({ jobs }, name) => (await jobs.queue(name))?.counts.waiting ?? 0,
  },
  message: {
    act: async (stores, name) => {
      const { cursor } = await stores.messages.publish(name, { name }, { idempotencyKey: name });
      remember(stores, name, cursor);
    },
    count: async ({ messages }, name) => (await messages.read(name, '0-0_0')).entries.length,
  },
  service: {
    act: ({ services }, name) =>
      services.register({
        service: name,
        instanceId: 'probe',
        address: 'http://127.0.0.1:1',
        version: '1',
        ttlSeconds: 600,
      }),
    count: async ({ services }, name) => (await services.instances(name)).length,
  },
  cache: {
    act: ({ cache }, name) => cache.set(name, name, lasting),
    count: async ({ cache }, name) => one((await cache.get(name)) === name),
  },
  catalogue: {
    act: ({ catalogue }, name) =>
      catalogue.set({
        sku: name,
        name,
        description: null,
        tags: [],
        active: true,
        price: { minor: 100n, currency: 'EUR' },
      }),
    count: async ({ catalogue }, name) => one((await catalogue.get(name)) !== null),
  },
  cart: {
    prepare: putOnSale,
    act: ({ carts }, name) => carts.add(name, [{ sku: name, quantity: 1 }]),
    count: async ({ carts }, name) => (await carts.get(name))?.lines[0]?.quantity ?? 0,
    mayRepeat: true,
  },
  checkout: {
    prepare: fillCart,
    act: beginCheckout,
    count: async ({ inventory }, name) => (await inventory.get(name)).reserved,
    // The first reservation ends by itself.
    mayRepeat: true,
  },
  order: {
    prepare: async (stores, name) => {
      await fillCart(stores, name);
      await beginCheckout(stores, name);
    },
    act: async (stores, name) => {
      const { state } = await stores.checkouts.complete(name, answerOf(stores, name), 'tok_ok', `key of ${name}`);
      if (state !== 'PAID') throw new Error(`The order is ${state}`);
    },
    count: async ({ orders, inventory }, name) => {
      const order = await orders.count(name);
      const { onHand } = await inventory.get(name);
      return order === 0 ? 0 : 5 - onHand;
    },
  },
  inventory: {
    act: ({ inventory }, name) => inventory.adjust([{ sku: name, delta: 1 }], name),
    count: async ({ inventory }, name) => (await inventory.get(name)).onHand,
    worksWhenFull: true,
  },
  payment: {
    act: async ({ redis }, name) => {
      const payment = { key: name, reference: null, amount: { minor: 1n, currency: 'EUR' } };
      await new TestPaymentProvider(redis).authorise({ ...payment, token: 'tok_ok' });
      await new TestPaymentProvider(redis).capture(payment);
    },
    count: async ({ redis }, name) => Number((await new TestPaymentProvider(redis).entry(name)).charged),
  },
  recommendation: {
    prepare: async (stores, name) => {
      await putOnSale(stores, name);
      await putOnSale(stores, `${name}-beside`);
    },
    act: ({ recommendations }, name) =>
      recommendations.learn('purchase', [{ skus: [name, `${name}-beside`], eventId: name }]),
    count: async ({ recommendations }, name) =>
      one((await recommendations.forProduct(name, 3)).some(({ sku }) => sku === `${name}-beside`)),
    mayBePartial: true,
  },
  metric: {
    act: ({ metrics }, name) =>
      metrics.track(name, [{ eventId: name, type: 'PAGE_VIEW', visitorId: 'v', path: '/' } as never]),
    count: async ({ metrics }, name) => {
      const now = Date.now();
      const totals = await metrics.totals(name, new Date(now - 3_600_000), new Date(now + 60_000));
      return totals.pageViews ?? Number.NaN;
    },
  },
  flag: {
    act: ({ flags }, name) => flags.set({ key: name }),
    count: async ({ flags }, name) => one((await flags.find(name)) !== null),
  },
  experiment: {
    act: ({ experiments }, name) =>
      experiments.set({
        ...{ key: name, description: 'which', goal: 'bought', coverage: 1 },
        variants: ['a', 'b'].map((key) => ({ key, weight: 1 })),
      }),
    count: async ({ experiments }, name) => one((await experiments.find(name)) !== null),
  },
};
