// `npm run guessing -- [--days N] [--addresses N]`: simulates a stranger who guesses the password of one account, with a clock of
// its own. The last line is JSON; the exit code is 1 if there were too many guesses or the owner was kept waiting.

import { parseArgs } from 'node:util';
import { startMemoryRedis } from '../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, untilReady } from '../src/redis/base/connect.ts';
import { simulateGuessing } from '../tests/support/guessing.ts';

const { values } = parseArgs({
  options: { days: { type: 'string', default: '365' }, addresses: { type: 'string', default: '1000' } },
});
const days = wholeNumber('days', 3_650);
const addresses = Array.from(
  { length: wholeNumber('addresses', 65_536) },
  (_, index) => `10.${index >> 8}.${index & 255}.1`,
);

const server = await startMemoryRedis();
const client = connect(parseRedisUrl(server.url), 'commands');
try {
  await untilReady(client, 5_000);
  const report = await simulateGuessing(client, 'guessing', { days, addresses });
  console.log(JSON.stringify({ days, addresses: addresses.length, ...report }));
  const newDeviceMayWait = addresses.length > 1;
  const kept = report.knownDevice.refused > 0 || (!newDeviceMayWait && report.newDevice.refused > 0);
  if (report.mostPerDay >= 100 || kept) process.exitCode = 1;
} finally {
  client.disconnect();
  await server.stop();
}

function wholeNumber(option: 'days' | 'addresses', most: number): number {
  const text = values[option];
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most)
    throw new Error(`--${option} is ${JSON.stringify(text)}, but must be a whole number from 1 to ${most}`);
  return number;
}
