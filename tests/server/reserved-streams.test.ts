// What waits for slow readers of streams that operations share is bounded in all, not for each stream alone.

import { expect, it } from 'vitest';
import { serverLimits } from '../../src/server/limits.ts';
import { ReservedStream, type WaitingInAll } from '../../src/server/single-connection/reserved-stream.ts';

it('streams that nobody reads end when too much waits in all of them, and others go on', () => {
  let cutOff = 0;
  const inAll: WaitingInAll = { bytes: 0, kept: 0, cutOff: () => cutOff++ };
  const result = { json: Buffer.alloc(500_000) };
  let ended = 0;
  const streams = Array.from({ length: 300 }, () => new ReservedStream(null, inAll, () => ended++));
  for (const stream of streams) {
    stream.begin('one')?.next(result, () => {});
    expect(inAll.bytes).toBeLessThan(serverLimits.reservedStreams.waitingInAll + 2 * result.json.length);
  }
  expect(ended).toBeGreaterThan(100);
  expect(cutOff).toBe(ended);
  const small = new ReservedStream(null, inAll, () => ended++);
  const before = ended;
  small.begin('one')?.next({ json: Buffer.from('{}') }, () => {});
  expect(ended).toBe(before);
  for (const stream of [...streams, small]) stream.end();
  expect(inAll.bytes).toBe(0);
});
