// Every door of the data layer that takes JSON says where a value stands that JSON has no text for, and keeps nothing of it.

import { describe, expect, it } from 'vitest';
import { encodeJson } from '../../src/redis/base/json-text.ts';
import type { Refusal } from '../../src/redis/base/problem.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis } from '../support/redis.ts';

const stores = createStores(await openTestRedis());
const queue = 'json';

async function outcomeRefusal(result: unknown): Promise<unknown> {
  await stores.jobs.enqueue({ queue, name: 'n' });
  const step = { queue, workerId: 'w', want: 1, leaseMs: 30_000 };
  const [job] = (await stores.jobLeases.step({ ...step, finished: [] })).claimed;
  const { id = '', fence = '' } = job ?? {};
  const outcome = { kind: 'COMPLETED', result } as const;
  const { refused } = await stores.jobLeases.step({ ...step, want: 0, finished: [{ id, fence, outcome }] });
  throw refused[0]?.refusal;
}

const doors: Readonly<Record<string, [field: string, give: (value: unknown) => Promise<unknown>]>> = {
  'a job': ['payload', (payload) => stores.jobs.enqueue({ queue, name: 'n', payload })],
  'jobs in one call': ['payload', (payload) => stores.jobs.enqueueMany([{ queue, name: 'n', payload }])],
  'a schedule': [
    'payload',
    (payload) => stores.jobSchedules.set({ queue, key: 'k', cron: '0 4 * * *', jobName: 'n', payload }),
  ],
  'the result of a job': ['result', outcomeRefusal],
  'a message': ['payload', (payload) => stores.messages.publish('json', payload)],
  'a service': [
    'metadata',
    (metadata) => stores.services.register({ service: 's', instanceId: 'i', address: '10.0.0.1:80', metadata }),
  ],
};

const bad = {
  NaN: ['.a.1', { a: [1, Number.NaN] }],
  Infinity: ['.b', { a: null, b: Number.POSITIVE_INFINITY }],
  '-Infinity': ['', Number.NEGATIVE_INFINITY],
  'what toJSON answers': ['.a', { a: { toJSON: () => Number.NaN } }],
  'a boxed number': ['.0', [new Number(Number.NaN)]],
} as const;

describe.each(Object.entries(doors))('%s', (_door, [field, give]) => {
  it.each(Object.entries(bad))('is refused with %s, and told where it stands', async (_value, [path, value]) => {
    const refusal = (await give(value).catch((error: unknown) => error)) as Refusal;
    expect(refusal.message).toContain(`${field}${path} is `);
    expect(refusal.message).toContain('which JSON has no text for');
    expect(refusal.problems?.[0]?.code).toBe('INVALID');
  });

  it('is refused if it is nested too deep', async () => {
    const deep = JSON.parse(`${'['.repeat(501)}"]\\""${']'.repeat(501)}`) as unknown;
    const refusal = (await give(deep).catch((error: unknown) => error)) as Refusal;
    expect(refusal.message).toContain(`${field} is nested more than 500 levels deep`);
  });
});

it('an event is refused alone', async () => {
  const event = (eventId: string, properties: unknown) =>
    ({ eventId, type: 'CUSTOM', name: 'n', visitorId: 'v', properties }) as const;
  const given = [
    event('a', { x: 1 }),
    event('b', { x: [Number.NaN] }),
    event('c', { x: { toJSON: () => 1 / 0 } }),
    undefined,
  ];
  const result = await stores.metrics.track('json', given as never[]);
  expect(result).toMatchObject({ accepted: 1, rejected: 3 });
  expect(result.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('properties.x.0 is a number'),
    expect.stringContaining('properties.x is a number'),
    'The event is missing.',
  ]);
});

it('what JSON.stringify leaves out or writes in another way stays as it is', () => {
  const given = {
    date: new Date(0),
    none: undefined,
    list: [undefined, () => 1],
    zero: -0,
    half: '\ud83c',
    null: 'null',
  };
  expect(JSON.parse(encodeJson('f', given, 1_000, ''))).toEqual({
    ...{ date: '1970-01-01T00:00:00.000Z', list: [null, null], zero: 0, half: '\ud83c', null: 'null' },
  });
  const wide = Array.from({ length: 2_000 }, () => ['[[[\\"[[[', { '{': ']' }]);
  expect(JSON.parse(encodeJson('f', wide, 1e6, ''))).toEqual(wide);
});
