// What a registration may say: every wrong field is named, with what is allowed.

import { expect, it } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { Services } from '../../src/redis/service/service.ts';
import type { ServiceRegistration } from '../../src/redis/service/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const services = new Services(await openTestRedis());

const one: ServiceRegistration = { service: 'billing', instanceId: 'b-1', address: '10.0.0.7:8080' };

const problems = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing wrong',
    (error) => (error instanceof Refusal ? error.problems : error),
  );

it('names every wrong field and what is allowed', async () => {
  const wrong = {
    service: 'bill ing',
    instanceId: 'a/b',
    address: 'nowhere:99999',
    version: '',
    metadata: 'x'.repeat(3_000),
    ttlSeconds: 0,
  };
  expect(await problems(services.register(wrong))).toMatchObject([
    { code: 'INVALID', field: ['service'], message: expect.stringContaining('1 to 100 letters') },
    { code: 'INVALID', field: ['instanceId'], message: expect.stringContaining('1 to 100 letters') },
    { code: 'INVALID', field: ['address'], message: expect.stringContaining('host:port or a URL') },
    { code: 'INVALID', field: ['version'], message: expect.stringContaining('1 to 100 characters') },
    { code: 'INVALID', field: ['ttlSeconds'], message: 'ttlSeconds must be a whole number from 1 to 3600' },
    { code: 'LIMIT_EXCEEDED', field: ['metadata'], message: expect.stringContaining('at most 2048') },
  ]);
  expect(await services.names()).toEqual([]);
});

it.each([
  'localhost',
  'worker-1.internal',
  '10.0.0.7:8080',
  '[::1]:4000',
  'http://10.0.0.7:8080/api',
  'grpc://billing:9090',
  'redis+tls://cache',
])('takes the address %s', async (address) => {
  expect(await services.register({ ...one, address })).toMatchObject({ address });
});

it.each(['', ' ', 'a b', ':80', 'host:0', 'host:port', '[::1', '[host]:80', 'http://', 'host/path'])(
  'refuses the address %j',
  async (address) => {
    expect(await problems(services.register({ ...one, address }))).toMatchObject([{ field: ['address'] }]);
  },
);

it.each(['https://ann:secret@billing', 'redis://:secret@cache:6379', 'ann:secret@billing:80'])(
  'takes no credentials, and does not repeat them: %s',
  async (address) => {
    const [problem] = (await problems(services.register({ ...one, address }))) as { message: string }[];
    expect(problem?.message).toContain('must not hold a user name or password');
    expect(JSON.stringify(problem)).not.toContain('secret');
  },
);

it.each([
  ['instanceId', '\ud83c'],
  ['address', 'https://billing/\ud83c'],
  ['version', '1.0 \udf89'],
  ['instanceId', undefined],
  ['address', null],
  ['version', 5],
])('refuses as %s what is no text, or half an emoji: %j', async (field, value) => {
  const wrong = { ...one, [field]: value } as ServiceRegistration;
  expect(await problems(services.register(wrong))).toMatchObject([{ code: 'INVALID', field: [field] }]);
});
