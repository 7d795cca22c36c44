// The built-in provider keeps what every provider must.

import { it } from 'vitest';
import { signedTestWebhook, TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { paymentProviderCases } from '../../src/testing.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const webhookSecret = 'a secret of the test provider';

const cases = paymentProviderCases(async () => {
  const provider = new TestPaymentProvider(redis, { webhookSecret });
  return {
    provider,
    tokens: { ok: 'tok_ok', declined: 'tok_declined', action: 'tok_action' },
    // Its customer confirms without being told to.
    confirm: async () => {},
    books: async (key) => {
      const { charged, returned } = await provider.entry(key);
      return { captured: charged, returned };
    },
    webhook: async ({ key }) => signedTestWebhook({ kind: 'payment', key }, webhookSecret),
  };
});

for (const { title, run } of cases) it(title, run);
