// Listening to channels: who is told to look has not missed anything from then on.

import { afterAll, expect, it } from 'vitest';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
afterAll(() => redis.close());

it('tells each listener to look once Redis has confirmed, also the second on a channel', async () => {
  const channel = `${redis.prefix}:two`;
  const heard: string[][] = [[], []];
  const told = heard.map(
    (texts) =>
      new Promise<() => void>((resolve) => {
        const stop = redis.listen(channel, (text) => {
          if (text === '') resolve(stop);
          else texts.push(text);
        });
      }),
  );
  const stopSecond = await told[1];
  await redis.client.publish(channel, 'first');
  await expect.poll(() => heard).toEqual([['first'], ['first']]);
  stopSecond?.();
  await redis.client.publish(channel, 'second');
  await expect.poll(() => heard).toEqual([['first', 'second'], ['first']]);
  (await told[0])?.();
});
