// Days of guessing, with a clock of the simulation's own. `npm run guessing` simulates a year.

import { describe, expect, it } from 'vitest';
import { simulateGuessing } from '../support/guessing.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const { client } = await openTestRedis();

const many = (count: number, addressOf: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => addressOf(index));

describe('a stranger who guesses for days', () => {
  it.each([
    ['one address', ['203.0.113.7']],
    ['a /48 of IPv6', many(40, (index) => `2001:db8:7:${index.toString(16)}::${index}`)],
  ])('from %s keeps the owner waiting on no device', async (_from, addresses) => {
    const report = await simulateGuessing(client, uniquePrefix(), { days: 4, addresses });
    expect(report.mostPerDay).toBeLessThan(40);
    expect(report.guesses).toBeGreaterThan(20);
    expect(report.knownDevice.refused).toBe(0);
    expect(report.newDevice).toEqual({ tries: report.knownDevice.tries, refused: 0 });
  });

  it('from 1,000 addresses has fewer than 100 guesses a day, and the owner gets in on a known device', async () => {
    const addresses = many(1_000, (index) => `10.${index >> 8}.${index & 255}.1`);
    const report = await simulateGuessing(client, uniquePrefix(), { days: 4, addresses });
    expect(report.mostPerDay).toBeLessThan(100);
    expect(report.guesses).toBeGreaterThan(100);
    expect(report.knownDevice.refused).toBe(0);
    expect(report.knownDevice.tries).toBeGreaterThan(20);
  });
});
