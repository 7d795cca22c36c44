// Messages that are long together: no script has all of them.

import { expect, it, vi } from 'vitest';
import { Messages } from '../../src/redis/message/message.ts';
import { type Message, messageLimits } from '../../src/redis/message/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();

it('are published, and read by many from different cursors, in scripts that are bounded by bytes', async () => {
  const messages = new Messages(redis);
  const text = 'x'.repeat(20 * 1_024);
  const run = vi.spyOn(redis, 'run');
  const published: Message[] = [];
  while (published.length < 500) {
    const some = Array.from({ length: 100 }, (_unused, place) => published.length + place);
    published.push(...(await Promise.all(some.map((number) => messages.publish('long', { number, text })))));
  }
  for (const [{ name }, , args] of run.mock.calls)
    if (name === 'message/publish') expect(args.join('').length).toBeLessThan(2 * messageLimits.page.bytes);
  run.mockClear();

  const read = async (from: number): Promise<number[]> => {
    const numbers: number[] = [];
    for await (const { payload } of messages.subscribe('long', { after: published[from]?.cursor })) {
      numbers.push((payload as { number: number }).number);
      if (numbers.length === 499 - from) break;
    }
    return numbers;
  };
  const starts = Array.from({ length: 8 }, (_unused, place) => 50 * place);
  const found = await Promise.all(starts.map(read));
  expect(found).toEqual(starts.map((from) => Array.from({ length: 499 - from }, (_unused, place) => from + 1 + place)));
  const reads = run.mock.calls.flatMap(([{ name }], at) =>
    name === 'message/read' ? [run.mock.results[at]?.value as Promise<unknown>] : [],
  );
  run.mockRestore();
  for (const answer of await Promise.all(reads))
    expect(JSON.stringify(answer).length).toBeLessThan(2 * messageLimits.page.bytes);
});
