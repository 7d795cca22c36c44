// A value that is out of a range, not in a set, or too long is refused with what is allowed as data: every argument of every mutation is
// sent such values.

import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isScalarType,
} from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';
import {
  cartLines,
  contact,
  event,
  experimentMetrics,
  flagInputs,
  job,
  price,
  pricingInputs,
  product,
  searchInputs,
  siteInputs,
  webhookInputs,
} from '../support/sample-inputs.ts';

const app = await openTestApp();
const globalId = (type: string, key: string): string => Buffer.from(`${type}:${key}`).toString('base64');

interface UserError {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly allowed: readonly string[] | null;
}

const lease = () => ({ id: jobId, leaseToken: '1' });
const order = () => ({ id: globalId('Order', orderKey), note: 'n', amount: price, lines: pieces() });
const pieces = () => [{ id: globalId('OrderLine', `${orderKey}.0`), quantity: 1 }];
const tracking = { carrier: 'c', trackingNumber: 'n', trackingUrl: 'https://t.example/n' };
const newAccount = { email: 'a@example.com', password: 'p', displayName: 'n', deviceName: 'd' };
const mailed = { code: { email: 'a@example.com', challenge: 'c', code: '123456' } };
let jobId = '';
let orderKey = '';

/** Inputs of which each value is fine, with a value for each argument that can be given. */
const inputs: Readonly<Record<string, () => object>> = {
  accountCreate: () => ({ ...newAccount, remember: false }),
  cacheInvalidate: () => ({ keys: ['k'], tags: ['t'] }),
  cartLinesAdd: () => cartLines,
  cartLinesRemove: () => ({ skus: ['mug'] }),
  cartLinesUpdate: () => cartLines,
  categoryDelete: () => ({ slug: 'c' }),
  categorySet: () => ({ slug: 'c', name: 'n' }),
  checkoutCancel: () => ({ id: globalId('Checkout', 'c') }),
  checkoutComplete: () => ({ id: globalId('Checkout', 'c'), paymentToken: 't', idempotencyKey: 'k' }),
  checkoutStart: () => ({ cartVersion: 1 }),
  accountErase: () => ({}),
  accountExport: () => ({ after: 'orders' }),
  consentGive: () => ({ subject: 'terms', version: '1' }),
  consentWithdraw: () => ({ subject: 'terms' }),
  checkoutUpdate: () => ({ id: globalId('Checkout', 'c'), discountCode: 'C', shippingMethod: 'm', ...contact }),
  deadJobsPurge: () => ({ queue: 'q', name: 'one', limit: 1 }),
  deadJobsReplay: () => ({ queue: 'q', name: 'one', limit: 1 }),
  discountDelete: () => ({ code: 'C' }),
  discountSet: () => ({
    ...{ code: 'C', label: 'l', kind: 'AMOUNT', amount: price, minimum: price, maxUses: 2, maxUsesPerCustomer: 1 },
    ...{ startsAt: '2030-01-01T00:00:00Z', endsAt: '2031-01-01T00:00:00Z' },
  }),
  emailChange: () => mailed,
  emailChangeRequest: () => ({ newEmail: 'b@example.com' }),
  emailVerify: () => mailed,
  apiKeyCreate: () => ({
    ...{ name: 'n', roles: ['CUSTOMER'], scopes: ['Query.viewer'], queues: ['q'], rateLimitPolicy: 'p' },
    ...{ expiresAt: '2030-01-01T00:00:00Z', id: globalId('User', 'u') },
  }),
  apiKeyRevoke: () => ({ id: globalId('ApiKey', 'k') }),
  apiKeyRotate: () => ({ id: globalId('ApiKey', 'k'), overlapSeconds: 1 }),
  experimentAssign: () => ({
    ...{ key: 'e', visitorId: 'v', userAgent: 'u' },
    ...{ country: 'DE', referrer: 'https://example.com/', returning: true },
  }),
  experimentSet: () => ({
    ...{ key: 'e', goal: 'g', description: 'd', coverage: 1, variants: variants() },
    ...{ windowSeconds: 60, plannedVisitors: 100, revenueCaps: [{ amount: '1.00', currency: 'EUR' }] },
    testers: [{ variant: 'a', visitorIds: ['v'], ids: [globalId('User', 'u')] }],
    metrics: experimentMetrics,
    timezone: 'Europe/Berlin',
  }),
  experimentRollOut: () => ({ key: 'e', variant: 'a' }),
  experimentStart: () => ({ key: 'e' }),
  experimentStop: () => ({ key: 'e' }),
  inventoryAdjust: () => ({ sku: 'mug', delta: 1, reason: 'r', idempotencyKey: 'k' }),
  invitationAccept: () => ({ remember: false, token: 't', password: 'p', deviceName: 'd' }),
  jobCancel: () => ({ id: jobId }),
  jobComplete: () => ({ ...lease(), result: 1 }),
  jobEnqueue: () => ({ ...job, delayMs: 1 }),
  jobFail: () => ({ ...lease(), message: 'm', stack: 's', delayMs: 1 }),
  jobLeasesExtend: () => ({ leaseSeconds: 1, leases: [lease()] }),
  jobProgress: () => ({ ...lease(), progress: 1, message: 'm', log: 'l' }),
  jobRelease: lease,
  jobRetry: () => ({ id: jobId }),
  jobScheduleDelete: () => ({ queue: 'q', key: 'k' }),
  jobScheduleSet: () => {
    const { name, idempotencyKey, partKey: _partKey, ...rest } = job;
    return { ...rest, key: idempotencyKey, jobName: name, cron: '0 0 * * *', timezone: 'UTC' };
  },
  jobsClaim: () => ({ queue: 'q', workerId: 'w', count: 1, leaseSeconds: 1, waitSeconds: 0, names: ['one'] }),
  jobsEnqueue: () => ({ jobs: [{ ...job, runAt: '2030-01-01T00:00:00Z' }] }),
  messagePublish: () => ({ topic: 't', payload: 1, idempotencyKey: 'k', partKey: 'p' }),
  orderCancel: order,
  orderDeliver: order,
  orderFulfil: order,
  orderFulfilmentCreate: () => ({ id: globalId('Order', orderKey), note: 'n', lines: pieces(), ...tracking }),
  orderFulfilmentUpdate: () => ({ id: globalId('Order', orderKey), number: 1, note: 'n', ...tracking }),
  orderLinkRequest: () => ({ number: '10014-K7QMX2', email: 'a@example.com' }),
  orderLinkUse: () => ({ token: 't' }),
  orderRefund: order,
  orderReturnRequest: () => ({ id: globalId('Order', orderKey), lines: pieces(), reason: 'r' }),
  orderReturnUpdate: () => ({
    ...{ id: globalId('Order', orderKey), number: 1, state: 'REFUNDED', amount: price, note: 'n' },
  }),
  passkeyAdd: () => ({ name: 'n', passkey: {} }),
  passkeyRemove: () => ({ id: globalId('Passkey', 'p') }),
  passkeyRename: () => ({ id: globalId('Passkey', 'p'), name: 'n' }),
  passwordChange: () => ({ currentPassword: 'a long enough password', newPassword: 'p' }),
  passwordReset: () => ({ ...mailed, newPassword: 'p' }),
  passwordResetRequest: () => ({ email: 'a@example.com' }),
  productSet: () => product,
  profileUpdate: () => ({ displayName: 'd', locale: 'en', timeZone: 'UTC', logInName: 'ann', attributes: {} }),
  providerLink: () => ({ callback: 'provider=p&code=c&state=s' }),
  providerLinkBegin: () => ({ provider: 'p' }),
  providerLogInBegin: () => ({ provider: 'p' }),
  providerUnlink: () => ({ provider: 'p' }),
  quarantinedJobsPurge: () => ({ queue: 'q', limit: 1 }),
  queueCreate: () => ({ name: 'q', parts: 1 }),
  queueDelete: () => ({ name: 'q' }),
  queuePause: () => ({ name: 'q' }),
  queueResume: () => ({ name: 'q' }),
  rateLimitPolicyDelete: () => ({ name: 'p' }),
  rateLimitPolicySet: () => ({
    name: 'p',
    description: 'd',
    limit: 1,
    burst: 0,
    windowSeconds: 1,
    targets: ['Query.node'],
  }),
  rateLimitUnblock: () => ({ name: 'p', key: 'k' }),
  serviceAccountCreate: () => ({ displayName: 'd', roles: ['WORKER'] }),
  serviceDeregister: () => ({ service: 's', instanceId: 'i', token: 't' }),
  serviceHeartbeat: () => ({ service: 's', instanceId: 'i', token: 't' }),
  serviceRegister: () => ({ service: 's', instanceId: 'i', address: 'a', version: 'v', metadata: 1, ttlSeconds: 1 }),
  sessionLogIn: () => ({ remember: false, email: 'a@example.com', password: 'p', deviceName: 'd' }),
  sessionLogInByProvider: () => ({ remember: false, callback: 'provider=p&code=c&state=s', deviceName: 'd' }),
  sessionLogInByMail: () => ({ remember: false, ...mailed, deviceName: 'd' }),
  sessionLogInPasskey: () => ({ remember: false, passkey: {}, deviceName: 'd' }),
  sessionLogInSecondFactor: () => ({ logIn: 't', totp: '123456', deviceName: 'd' }),
  sessionLogInMailRequest: () => ({ email: 'a@example.com' }),
  sessionReauthenticate: () => ({ password: 'p' }),
  sessionRevoke: () => ({ id: globalId('Session', 's') }),
  sessionStart: () => ({}),
  topicCreate: () => ({ name: 'p', parts: 1 }),
  ...webhookInputs,
  ...flagInputs,
  ...siteInputs,
  ...searchInputs,
  ...pricingInputs,
  totpConfirm: () => ({ code: '123456' }),
  track: () => ({ site: 'default', events: [event] }),
  userCreate: () => ({ email: 'a@example.com', displayName: 'd', roles: ['CUSTOMER'], password: 'p' }),
  userDisable: () => ({ id: globalId('User', 'u'), disabled: true }),
  userErase: () => ({ id: globalId('User', 'u') }),
  userImpersonate: () => ({ id: globalId('User', 'u'), reason: 'r' }),
  userInvite: () => ({ email: 'a@example.com', displayName: 'd', roles: ['CUSTOMER'] }),
  userPasswordRequest: () => ({ id: globalId('User', 'u') }),
  userRolesSet: () => ({ id: globalId('User', 'u'), roles: ['ADMIN'] }),
  userSessionsRevoke: () => ({ id: globalId('User', 'u') }),
};
const variants = () => ['a', 'b'].map((key) => ({ key, weight: 1 }));
/** What is judged by its form or by what there is, so that what is allowed cannot be listed: the path, without its indices. */
const byForm = new Set([
  'accountCreate.email',
  'userCreate.email',
  'userInvite.email',
  'emailChangeRequest.newEmail',
  'orderLinkRequest.email',
  'jobScheduleSet.cron',
  'profileUpdate.attributes',
  'serviceDeregister.token',
  'serviceHeartbeat.token',
  'track.events.name',
]);

const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ args }) => args.length > 0);

/** Where values stand in an input, with the type that they have there. */
function places(type: GraphQLInputType, value: unknown, path: readonly string[] = []): [string[], GraphQLInputType][] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const [first] = value as unknown[];
    return [[[...path], nullable], ...places(nullable.ofType, first, [...path, '0'])];
  }
  if (!isInputObjectType(nullable)) return [[[...path], nullable]];
  return Object.values(nullable.getFields()).flatMap(({ name, type }) => {
    const inner = (value as Record<string, unknown>)[name];
    return inner === undefined ? [] : places(type, inner, [...path, name]);
  });
}

/** Values of the type that no argument allows, or few. */
function badValues(type: GraphQLInputType, present: unknown): unknown[] {
  if (isListType(type)) {
    const [first] = present as unknown[];
    return [[], Array.from({ length: 1_001 }, () => first)];
  }
  if (!isScalarType(type)) return [];
  if (type.name === 'Int') return [-(2 ** 31), 2 ** 31 - 1];
  if (type.name === 'SafeInt') return [-1, Number.MAX_SAFE_INTEGER];
  if (type.name === 'Float') return [-1, 1e300];
  if (type.name === 'String' || type.name === 'ID') return ['', 'x'.repeat(20_000)];
  if (type.name === 'JSON') return ['x'.repeat(300_000)];
  if (type.name === 'DateTime') return ['1900-01-01T00:00:00Z', '9000-01-01T00:00:00Z'];
  if (type.name === 'Decimal') return ['-1', '999999999999999'];
  if (type.name === 'CurrencyCode') return ['ZZZ'];
  return [];
}

function withValue(input: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const copy = (Array.isArray(input) ? [...input] : { ...(input as object) }) as Record<string, unknown>;
  copy[first] = withValue(copy[first], rest, value);
  return copy;
}

const valueAt = (input: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, part) => (inner as Record<string, unknown>)[part], input);

async function send(name: string, input: unknown, token: string): Promise<readonly UserError[]> {
  const type = schema.getMutationType()?.getFields()[name]?.args[0]?.type;
  const query = `mutation($input: ${type}) { ${name}(input: $input) { userErrors { code field allowed } } }`;
  const { body } = await postGraphql(
    app.endpoint,
    { query, variables: { input } },
    { authorization: `Bearer ${token}` },
  );
  if (body.errors) throw new Error(`${name} ${JSON.stringify(input).slice(0, 200)}: ${JSON.stringify(body.errors[0])}`);
  return (body.data as Record<string, { userErrors: UserError[] }>)[name]?.userErrors ?? [];
}

beforeAll(async () => {
  await app.stores.catalogue.setMany([
    { sku: 'mug', name: 'Mug', description: null, tags: [], price: { minor: 100n, currency: 'EUR' }, active: true },
  ]);
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 5 }]);
  await app.stores.carts.add('customer', [{ sku: 'mug', quantity: 1 }]);
  orderKey = (await app.stores.checkouts.start('customer')).id;
  await app.stores.checkouts.complete('customer', orderKey, 'tok_ok', 'key');
  jobId = globalId('Job', (await app.stores.jobs.enqueue({ queue: 'q', name: 'one' })).id);
});

test('the inputs of this test give a value for each argument of each mutation', () => {
  expect(mutations.map(({ name }) => name).sort()).toEqual(Object.keys(inputs).sort());
  const left = mutations.flatMap(({ name, args }) => {
    const type = getNamedType(args[0]?.type);
    if (!isInputObjectType(type)) return [name];
    const given = Object.keys(inputs[name]?.() ?? {});
    return Object.values(type.getFields())
      .filter((field) => !given.includes(field.name))
      .filter((field) => !isEnumType(getNamedType(field.type)) && getNamedType(field.type).name !== 'Boolean')
      .map((field) => `${name}.${field.name}`);
  });
  // The one excludes the other.
  const either = [
    'discountSet.percent',
    'emailChange.token',
    'emailVerify.token',
    'goalSet.event',
    'jobEnqueue.runAt',
    'passwordReset.token',
    'productSet.optionValues',
    'productSet.variantOf',
    'sessionLogInByMail.token',
    'sessionLogInSecondFactor.passkey',
    'sessionLogInSecondFactor.recoveryCode',
    'sessionReauthenticate.passkey',
    'sessionReauthenticate.recoveryCode',
    'sessionReauthenticate.totp',
    'siteRoleSet.id',
  ];
  expect(left.sort()).toEqual(either);
});

/** In which each call has a session of its own, since a log-in ends the one that came with it. */
const ownSession = new Set([
  'accountCreate',
  'sessionLogIn',
  'sessionReauthenticate',
  'passwordChange',
  'sessionRevoke',
]);

/** One whose number is only compared, so that none is out of a range. */
const compared = ['checkoutStart.cartVersion'];

test('what is out of a range or a set is refused with what is allowed', { timeout: 120_000 }, async () => {
  const unlisted = new Set<string>();
  const refusedNumbers = new Set<string>();
  const numbers = new Set<string>();
  const email = 'administrator@example.com';
  const { id: userId } = await app.stores.accounts.create({
    email,
    password: 'a long enough password',
    roles: ['ADMIN'],
  });
  const newToken = async () => {
    const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
    return (await app.stores.sessions.start({ userId, transport: 'BEARER', client }))?.token ?? '';
  };
  // Of another account, of which no session ends for the number of its sessions.
  const shared = await app.token('ADMIN');
  const tryAll = async (name: string, path: readonly string[], type: GraphQLInputType): Promise<void> => {
    const input = inputs[name]?.();
    const place = [name, ...path.filter((part) => !/^\d+$/.test(part))].join('.');
    const isNumber = isScalarType(type) && ['Int', 'Float'].includes(type.name);
    if (isNumber) numbers.add(place);
    for (const bad of badValues(type, valueAt(input, path))) {
      const problems = await send(name, withValue(input, path, bad), ownSession.has(name) ? await newToken() : shared);
      for (const { code, field, allowed } of problems) {
        if (!['INVALID', 'LIMIT_EXCEEDED', 'WEAK_PASSWORD'].includes(code)) continue;
        if (field?.join('.').startsWith(path.join('.')) && isNumber) refusedNumbers.add(place);
        if (!allowed?.length && !byForm.has(place))
          unlisted.add(`${place} ${JSON.stringify(bad).slice(0, 30)}: ${field?.join('.')}`);
      }
    }
  };
  for (const { name, args } of mutations)
    await Promise.all(
      places(args[0]?.type as GraphQLInputType, inputs[name]?.()).map(([path, type]) => tryAll(name, path, type)),
    );
  expect([...unlisted]).toEqual([]);
  expect([...numbers].filter((place) => !refusedNumbers.has(place))).toEqual(compared);
});
