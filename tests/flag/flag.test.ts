// Flags through the API: set by an administrator, read by visitors, servers and live.

import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const admin = await app.token('ADMIN');
const worker = await app.token('WORKER');
const administrator = app.client(admin);

interface Values {
  readonly flagValues: readonly { readonly key: string; readonly value: unknown; readonly on: boolean }[];
}

const set = async (input: string) => {
  const data = await administrator.request<{ flagSet: { flag: { id: string } | null; userErrors: unknown[] } }>(
    `mutation { flagSet(input: { ${input} }) {
      flag { id key version enabled public percent rules { conditions { subject values } } }
      userErrors { code field allowed } } }`,
  );
  return data.flagSet;
};
const valuesOf = async (token?: string, input = 'keys: null', headers: Record<string, string> = {}) => {
  const document = `{ flagValues(${input}) { key value on } }`;
  return (await app.client(token).request<Values>(document, {}, headers)).flagValues;
};
const globalId = (key: string) => Buffer.from(`User:${key}`).toString('base64');

test('a visitor gets public flags only, and never their rules or reasons', async () => {
  await set('key: "inner", enabled: true');
  await set(`key: "banner", enabled: true, public: true, value: "new", offValue: "old", percent: 0,
    rules: [{ conditions: [{ subject: ATTRIBUTE, attribute: "plan", operator: IN, values: ["secret-plan"] }] }]`);
  expect(await valuesOf()).toEqual([{ key: 'banner', value: 'old', on: false }]);
  expect(await valuesOf(undefined, 'attributes: [{ name: "plan", value: "secret-plan" }]')).toEqual([
    { key: 'banner', value: 'new', on: true },
  ]);
  expect((await valuesOf(worker, 'keys: ["inner", "none"]')).map(({ key }) => key)).toEqual(['inner']);
  const refused = await app
    .client()
    .rawRequest('{ flagValues { key reason } }')
    .catch((error) => error.response);
  expect(JSON.stringify(refused)).toContain('UNAUTHENTICATED');
  for (const field of ['flags { key }', 'flag(key: "banner") { rules { percent } }'])
    await expect(app.client(await app.token('CUSTOMER')).request(`{ ${field} }`)).rejects.toThrow('FORBIDDEN');
});

test('an account gets what it is, and a server asks for others', async () => {
  const email = 'flagged@example.com';
  const { id } = await app.stores.accounts.create({ email, password: null, roles: ['CUSTOMER', 'WORKER'] });
  const { userErrors } = await set(`key: "desk", enabled: true, percent: 0, rules: [
    { conditions: [{ subject: ACCOUNT, operator: IN, values: ["${globalId(id)}"] }], value: "account" },
    { conditions: [{ subject: ROLE, operator: IN, values: ["ADMIN"] }], value: "role" }
    { conditions: [{ subject: VISITOR, operator: IN, values: ["v-7"] }], value: "visitor" }]`);
  expect(userErrors).toEqual([]);
  const desk = async (token: string, input = '') =>
    (await valuesOf(token, `keys: ["desk"], ${input}`)).map(({ value }) => value)[0];
  expect(await desk(admin)).toBe('role');
  expect(await desk(worker)).toBe(false);
  expect(await desk(worker, `id: "${globalId(id)}"`)).toBe('account');
  // Of a visitor, the caller's account says nothing.
  expect(await desk(admin, 'visitorId: "v-7"')).toBe('visitor');
  expect(await desk(admin, 'visitorId: "v-8"')).toBe(false);
  const customer = await app.token('CUSTOMER');
  await expect(desk(customer, `id: "${globalId(id)}"`)).rejects.toThrow('FORBIDDEN');
  await expect(desk(worker, `id: "${globalId('nobody')}"`)).rejects.toThrow('BAD_USER_INPUT');
});

test('the visitor of the front end is named by its header', async () => {
  await set(`key: "header", enabled: true, public: true, percent: 0,
    rules: [{ conditions: [{ subject: VISITOR, operator: IN, values: ["v-1"] }] }]`);
  const ask = async (visitor: string) =>
    (await valuesOf(undefined, 'keys: ["header"]', { 'x-mortar-visitor': visitor }))[0];
  expect(await ask('v-1')).toMatchObject({ on: true });
  expect(await ask('v-2')).toMatchObject({ on: false });
});

test('what is wrong is named, and what is removed is gone', async () => {
  expect(await set('key: "wrong", percent: 101')).toMatchObject({
    flag: null,
    userErrors: [{ code: 'INVALID', field: ['percent'], allowed: ['0..100'] }],
  });
  const { flag } = await set('key: "gone", enabled: true');
  expect(await set('key: "gone", version: 0')).toMatchObject({
    flag: { version: 1 },
    userErrors: [{ code: 'CONFLICT', field: ['version'] }],
  });
  const remove = () =>
    administrator.request(
      `mutation { flagDelete(input: { key: "gone" }) { deletedId flag { key } userErrors { code } } }`,
    );
  expect(await remove()).toEqual({ flagDelete: { deletedId: flag?.id, flag: { key: 'gone' }, userErrors: [] } });
  expect(await remove()).toMatchObject({ flagDelete: { deletedId: null, userErrors: [{ code: 'NOT_FOUND' }] } });
});

test('changes are in the audit log', async () => {
  await set('key: "audited"');
  await set('key: "audited", enabled: true, percent: 25');
  await set('key: "audited", percent: 25');
  await app.stores.audit.settle();
  const { auditLog } = await administrator.request<{
    auditLog: { nodes: { reason: string; before: string; after: string }[] };
  }>('{ auditLog(first: 50, kinds: ["flag_changed"]) { nodes { reason before after } } }');
  expect(auditLog.nodes.filter(({ reason }) => reason === 'audited')).toEqual([
    {
      reason: 'audited',
      before: 'off, servers only, 100%, 0 rules, true or false',
      after: 'on, servers only, 25%, 0 rules, true or false',
    },
    { reason: 'audited', before: null, after: 'off, servers only, 100%, 0 rules, true or false' },
  ]);
});

test('a change reaches who listens, once, and nobody whose values are as before', async () => {
  await set('key: "live", public: true');
  const watch = (visitorId: string) =>
    app.socket().iterate<Values>({
      query: `subscription { flagValues(visitorId: "${visitorId}", keys: ["live"]) { value } }`,
    });
  const [one, other] = [watch('v-1'), watch('v-2')];
  const next = async (stream: typeof one) => (await stream.next()).value?.data?.flagValues;
  for (const stream of [one, other]) expect(await next(stream)).toEqual([{ value: false }]);
  // A change of another flag, and one for nobody, come first: they would be what is delivered next.
  await set('key: "another", public: true, enabled: true');
  await set(`key: "live", enabled: true, value: 1, percent: 0,
    rules: [{ conditions: [{ subject: VISITOR, operator: IN, values: ["v-1"] }] }]`);
  expect(await next(one)).toEqual([{ value: 1 }]);
  await set('key: "live", value: 2, rules: [], percent: 100');
  expect(await next(one)).toEqual([{ value: 2 }]);
  expect(await next(other)).toEqual([{ value: 2 }]);
  for (const stream of [one, other]) await stream.return?.();
});
