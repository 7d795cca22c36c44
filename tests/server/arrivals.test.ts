// Thousands of sockets that come at once are opened in their order, with turns for everybody else between.

import { expect, it } from 'vitest';
import { serverLimits } from '../../src/server/limits.ts';
import { Arrivals } from '../../src/server/socket/arrivals.ts';

/** Keeps the processor for a whole slice, as the opening of many sockets does. */
function work(): void {
  const until = performance.now() + serverLimits.socketArrivals.sliceMs;
  while (performance.now() < until);
}

it('opens each in its turn, and others have theirs meanwhile', async () => {
  const arrivals = new Arrivals();
  const opened: number[] = [];
  const turns: number[] = [];
  for (let socket = 0; socket < 5; socket += 1)
    arrivals.add(() => {
      opened.push(socket);
      work();
      if (socket === 2) throw new Error('One that fails keeps no other out.');
    });
  const turn = (): void => {
    turns.push(opened.length);
    if (opened.length < 5) setImmediate(turn);
  };
  setImmediate(turn);
  await expect.poll(() => opened).toEqual([0, 1, 2, 3, 4]);
  expect(turns).toEqual(expect.arrayContaining([1, 2, 3, 4]));
  arrivals.add(() => opened.push(5));
  await expect.poll(() => opened.at(-1)).toBe(5);
});
