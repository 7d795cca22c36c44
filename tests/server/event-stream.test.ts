// What becomes of clients of server-sent events that do not read.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serverLimits } from '../../src/server/limits.ts';
import { Delivery, type Sink } from '../../src/server/stream/delivery.ts';
import { EventStream } from '../../src/server/stream/event-stream.ts';
import { Readers } from '../../src/server/stream/readers.ts';
import { eventStreamDialect, multipartDialect, type StreamDialect } from '../../src/server/stream/stream-dialect.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout'] }));
afterEach(() => void vi.useRealTimers());

const result = new Delivery({ data: { text: 'x'.repeat(100_000) } });

/** A stream with an endless source, which delivers whenever the last delivery was taken. */
function open(sendsStates: boolean, dialect: StreamDialect = eventStreamDialect) {
  const readers = new Readers();
  const seen = { deliveries: 0, returned: 0 };
  const results = {
    next: () => new Promise<never>(() => {}),
    return: async () => {
      seen.returned += 1;
      return { value: undefined, done: true as const };
    },
    [Symbol.asyncIterator]: () => results,
  };
  const deliver = (sink: Sink): void => {
    seen.deliveries += 1;
    sink(result, () => setImmediate(deliver, sink));
  };
  const subscription = { sendsStates, place: undefined, deliverTo: deliver };
  const stream = new EventStream(results, subscription, dialect, readers);
  return { stream, readers, seen };
}

const beats = (count: number): void => void vi.advanceTimersByTime(count * serverLimits.eventStreamPingMs);

it.each([eventStreamDialect, multipartDialect])(
  'a client that reads nothing of a feed between two heartbeats is cut off, and told why: $mediaType',
  (dialect) => {
    const { stream, readers, seen } = open(false, dialect);
    beats(1);
    expect(seen.returned).toBe(0);
    beats(1);
    expect(readers.counts.slow).toBe(1);
    expect(seen).toEqual({ deliveries: 1, returned: 1 });
    expect(String(stream.read())).toMatch(/Nothing was read for too long/);
    beats(5);
    expect(readers.counts.slow).toBe(1);
  },
);

it('one that does not read the end either is let go', () => {
  const { stream } = open(false);
  beats(2);
  expect(stream.destroyed).toBe(false);
  beats(1);
  expect(stream.destroyed).toBe(true);
});

it('one that watches a state stays, with one result that waits for it', () => {
  const { stream, readers, seen } = open(true);
  beats(20);
  expect(readers.counts.slow).toBe(0);
  expect(seen).toEqual({ deliveries: 1, returned: 0 });
  expect(stream.readableLength).toBeLessThan(result.event.length + 100);
  stream.destroy();
});

it('one that reads slowly stays', async () => {
  const { stream, readers, seen } = open(false);
  for (let beat = 1; beat <= 5; beat += 1) {
    stream.read();
    await expect.poll(() => seen.deliveries).toBe(beat + 1);
    beats(1);
  }
  expect(readers.counts.slow).toBe(0);
  stream.destroy();
});
