// What all sides of the live bench deliver: one message of a topic, and the whole picture of a site.

const pictureFields = `at sequence windowSeconds activeVisitors pageViews conversions conversionRate
  revenue { amount currency } perMinute { at value } topPages { key count }`;

export const subscriptions = {
  message: 'subscription { messages(topic: "bench") { cursor topic payload at missed } }',
  picture: `subscription { liveMetrics(site: "bench", everyMs: 100) { ${pictureFields} } }`,
} as const;
export type What = keyof typeof subscriptions;
export const fieldOf = { message: 'messages', picture: 'liveMetrics' } as const;

/** The peers' schema: as much of Mortar's as is measured. */
export const peerSchema = `
  type Query { hello: String }
  type Subscription {
    messages(topic: String!): Message!
    liveMetrics(site: String, everyMs: Int): Picture!
  }
  type Message { cursor: String! topic: String! payload: JSON at: String! missed: Float! }
  scalar JSON
  type Picture {
    at: String! sequence: Float! windowSeconds: Int! activeVisitors: Float! pageViews: Float! conversions: Float!
    conversionRate: Float! revenue: [Money!]! perMinute: [Point!]! topPages: [Top!]!
  }
  type Money { amount: String! currency: String! }
  type Point { at: String! value: Float! }
  type Top { key: String! count: Float! }
`;

export const payloadOf = (id: string) => ({
  id,
  type: 'order.paid',
  order: 'order-4711',
  customer: 'ann@example.com',
  total: { amount: '129.90', currency: 'EUR' },
  lines: [
    { sku: 'mug-slate', quantity: 2 },
    { sku: 'pen-blue', quantity: 10 },
  ],
});

/** The same message as a peer delivers it. */
export function peerMessage(id: string, index: number) {
  const now = new Date();
  const cursor = `${now.getTime()}-0-${index}`;
  return { cursor, topic: 'bench', payload: payloadOf(id), at: now.toISOString(), missed: 0 };
}

export function peerPicture(index: number) {
  const now = Date.now();
  return {
    at: new Date(now).toISOString(),
    sequence: index,
    windowSeconds: 300,
    activeVisitors: index,
    pageViews: index,
    conversions: 0,
    conversionRate: 0,
    revenue: [],
    perMinute: Array.from({ length: 30 }, (_, minute) => ({
      at: new Date(now - 60_000 * (29 - minute)).toISOString(),
      value: minute === 29 ? index : 0,
    })),
    topPages: Array.from({ length: 10 }, (_, page) => ({ key: `/product/${page}`, count: Math.ceil(index / 10) })),
  };
}
