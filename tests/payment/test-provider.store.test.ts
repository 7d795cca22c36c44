// The built-in provider keeps what every provider must.

import { signedTestWebhook, TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { openTestRedis } from '../support/redis.ts';
import { testPaymentProvider } from './provider-suite.ts';

const redis = await openTestRedis();
const webhookSecret = 'a secret of the test provider';

testPaymentProvider('the test provider', async () => {
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
