import { expect, it } from 'vitest';
import { LoopLag } from '../../src/server/guard/loop-lag.ts';

const busyMs = 60;

async function holdTheLoop(): Promise<void> {
  const until = performance.now() + busyMs;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 0));
}

it('tells by how much the event loop runs late, while somebody has it measured', async () => {
  const lag = new LoopLag();
  await holdTheLoop();
  expect(lag.ms).toBe(0);
  const stops = [lag.measure(), lag.measure()];
  await holdTheLoop();
  expect(lag.ms).toBeGreaterThan(busyMs / 2);
  for (const stop of stops) {
    expect(lag.ms).toBeGreaterThan(0);
    stop();
  }
  expect(lag.ms).toBe(0);
});
