// Parts of inputs of which each value is fine.

export const price = { amount: '1.00', currency: 'EUR' };

export const experimentMetrics = [
  { key: 'm', event: 'e', kind: 'REVENUE', currency: 'EUR', cap: price, mayFallBy: 0.1 },
  { key: 'n', event: 'e', kind: 'SECONDS', capSeconds: 600, mayRiseBy: 0.1 },
];

const address = {
  ...{ country: 'DE', name: 'n', organization: 'o', lines: ['l'], locality: 'l', administrativeArea: 'a' },
  ...{ postalCode: '10115', phone: 'p' },
};

export const contact = {
  country: 'DE',
  email: 'a@example.com',
  note: 'n',
  shippingAddress: address,
  billingAddress: address,
};

export const event = {
  type: 'CUSTOM',
  eventId: 'e',
  visitorId: 'v',
  at: new Date().toISOString(),
  name: 'n',
  path: '/',
  referrer: 'r',
  country: 'DE',
  campaign: 'c',
  userAgent: 'u',
  properties: {},
  value: price,
};

export const cartLines = { lines: [{ sku: 'mug', quantity: 1 }], currency: 'EUR' };

/** What a product can have that is no variant. */
export const product = {
  ...{ sku: 'mug', name: 'Mug', description: 'd', tags: ['t'], price, weightGrams: 1, taxClass: 'c' },
  ...{ prices: [{ amount: '1.00', currency: 'USD' }], categories: ['c'], options: ['Size'] },
  images: [{ url: 'https://i.example/a.png', alt: 'a' }],
};

/** One that nobody has registered. */
const webhookId = Buffer.from(`Webhook:${'0'.repeat(24)}`).toString('base64');
const webhook = { url: 'https://example.com', types: ['order.paid'], description: 'd' };

export const job = {
  queue: 'q',
  name: 'one',
  priority: 1,
  maxAttempts: 1,
  timeoutMs: 1,
  idempotencyKey: 'k',
  partKey: 'p',
  payload: 1,
  backoff: { kind: 'FIXED', delayMs: 1, maxDelayMs: 1 },
};

export const webhookInputs = {
  webhookCreate: () => webhook,
  webhookUpdate: () => ({ id: webhookId, ...webhook }),
  webhookSecretRotate: () => ({ id: webhookId, overlapSeconds: 1 }),
  webhookDelete: () => ({ id: webhookId }),
  webhookTest: () => ({ id: webhookId }),
  webhookDeliveryReplay: () => ({ id: webhookId, eventId: 'evt_1' }),
} as const;

export const searchInputs = {
  searchSynonymsSet: () => ({ word: 'cup', synonyms: ['mug'] }),
  missedSearchDelete: () => ({ search: 'cup' }),
} as const;

export const pricingInputs = {
  shippingMethodDelete: () => ({ name: 'm' }),
  shippingMethodSet: () => ({
    ...{ name: 'm', label: 'l', countries: ['DE'], taxClass: 'c' },
    rates: [{ price, fromWeightGrams: 1, fromTotal: price }],
  }),
  taxZoneDelete: () => ({ country: 'DE' }),
  taxZoneSet: () => ({ country: 'DE', rates: [{ taxClass: 'standard', label: 'l', percent: '1' }] }),
} as const;

const condition = { subject: 'ATTRIBUTE', attribute: 'a', operator: 'IN', values: ['v'] };

export const flagInputs = {
  flagDelete: () => ({ key: 'f' }),
  flagSet: () => ({
    ...{ key: 'f', version: 0, description: 'd', enabled: true, public: true, value: 1, offValue: 0, percent: 50 },
    rules: [{ percent: 1, value: 2, conditions: [condition] }],
  }),
};

export const siteInputs = {
  goalDelete: () => ({ site: 'default', name: 'g' }),
  goalSet: () => ({ site: 'default', name: 'g', page: '/a', value: { amount: '1', currency: 'EUR' } }),
  visitorErase: () => ({ site: 'default', visitorId: 'v' }),
  siteRoleRemove: () => ({ id: Buffer.from('SiteRole:default u').toString('base64') }),
  siteRoleSet: () => ({ site: 'default', email: 'a@example.com', role: 'VIEWER' }),
  siteShareCreate: () => ({ site: 'default', name: 'n', password: 'a password', expiresAt: '2030-01-01T00:00:00Z' }),
  siteShareRevoke: () => ({ id: Buffer.from('SiteShare:default d').toString('base64') }),
  siteSet: () => ({ name: 's', allowedHosts: ['a.example.com'], timezone: 'UTC' }),
} as const;
