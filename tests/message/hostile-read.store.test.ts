// One wrong read or step stands alone: others of its tick are answered.

import { expect, it } from 'vitest';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const messages = new Messages(redis);
const groups = new MessageGroups(redis);

it('a wrong cursor or limit fails no read beside it', async () => {
  const { cursor } = await messages.publish('beside', { a: 1 });
  const [good, badCursor, badLimit] = await Promise.allSettled([
    messages.read('beside', '1-0_0', 5),
    messages.read('beside', 'nonsense', 5),
    messages.read('beside', '1-0_0', Number.NaN),
  ]);
  expect(good).toMatchObject({ status: 'fulfilled', value: { entries: [{ cursor }] } });
  expect(badCursor).toMatchObject({ reason: { problems: [{ field: ['after'] }] } });
  expect(badLimit).toMatchObject({ reason: { problems: [{ field: ['limit'] }] } });
});

it.each([Number.NaN, -1, 0, 0.5, 1e21])('a delivery whose attempt is %d is held by nobody', async (attempt) => {
  const topic = `attempt-${String(attempt).replace('+', '')}`;
  await messages.publish(topic, 1);
  await messages.publish(topic, 2);
  const step = { topic, group: 'g', from: 'OLDEST', want: 2, leaseMs: 30_000, maxAttempts: 3 } as const;
  const { taken } = await groups.step({ ...step, ended: [], renewed: [] });
  const [first, second] = taken as [(typeof taken)[0], (typeof taken)[0]];
  const outcome = { kind: 'FAILED', error: 'no', retry: false, delayMs: 0 } as const;
  const ended = [
    { delivery: { ...first, attempt }, outcome },
    { delivery: second, outcome },
  ];
  const { held } = await groups.step({ ...step, want: 0, ended, renewed: [{ ...first, attempt }, first] });
  expect(held).toEqual([false, true]);
  expect((await groups.dead(step)).map(({ cursor }) => cursor)).toEqual([second.cursor]);
});
