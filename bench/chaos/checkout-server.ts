// A process of the `checkout` run: the API on PORT, which also works on the queues of QUEUES. It is killed and started all the
// time.

import { setTimeout as wait } from 'node:timers/promises';
import { type App, startApp } from '../../src/app.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { RedisHandle } from '../../src/redis/index.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { quietAppSettings } from '../../tests/support/app-settings.ts';
import { holdMs, webhookSecret } from './checkout-plan.ts';

const { REDIS_URL, PORT, QUEUES } = process.env;

async function start(): Promise<App> {
  const address = parseRedisUrl(REDIS_URL as string);
  for (;;) {
    try {
      const ledger = await RedisHandle.open(address);
      return await startApp({
        redis: address,
        ...quietAppSettings,
        port: Number(PORT),
        workQueues: QUEUES ? QUEUES.split(',') : [],
        shop: { holdMs, payments: new TestPaymentProvider(ledger, { webhookSecret }) },
        // Many sign up.
        accounts: { passwords: { memoryKiB: 7_168, iterations: 1 } },
        // All shoppers of the run come from here.
        exemptAddresses: ['127.0.0.0/8', '::1'],
      });
    } catch {
      // Redis is away, too.
      await wait(200);
    }
  }
}

// The run is gone.
process.stdin.once('end', () => process.exit(1)).resume();
const starting = start();
process.once('SIGTERM', () => void starting.then((app) => app.close()).then(() => process.exit(0)));
