// `npm run guessing -- [--days N] [--addresses N]`: simulates a stranger who guesses the password of one account, with a clock of
// its own. The last line is JSON; the exit code is 1 if there were too many guesses or the owner was kept waiting.

import { startMemoryRedis } from '../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, untilReady } from '../src/redis/base/connect.ts';
import { readArguments, wholeNumber } from '../tests/support/arguments.ts';
import { simulateGuessing } from '../tests/support/guessing.ts';

const options = {
  days: { type: 'string', default: '365' },
  addresses: { type: 'string', default: '1000' },
} as const;
const { days, addresses } = readArguments(
  'npm run guessing -- [--days N] [--addresses N]\n\nSimulates a stranger who guesses the password of one account from so many addresses, for so many days.',
  { options },
  ({ values }) => ({
    days: wholeNumber('days', values.days, 1, 3_650),
    addresses: Array.from(
      { length: wholeNumber('addresses', values.addresses, 1, 65_536) },
      (_, index) => `10.${index >> 8}.${index & 255}.1`,
    ),
  }),
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
