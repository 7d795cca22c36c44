// Who takes the money in this process, from its settings and its program.

import type { Config } from '../config.ts';
import type { Program } from '../plugins/program.ts';
import type { ShopSettings } from '../redis/stores.ts';
import { CommandError } from './command.ts';

/** @throws CommandError where the package of the payment provider is not installed, or two providers are named. */
export async function shopSettings(
  { shop, keyPrefix }: Config,
  { payments: own, calculators }: Pick<Program, 'payments' | 'calculators'> = {},
): Promise<ShopSettings> {
  const { stripe, ...chosen } = shop;
  const settings = { ...chosen, ...(calculators && { calculators }) };
  if (own !== undefined && stripe)
    throw new CommandError('MORTAR_PAYMENTS is stripe, and the configuration has payments, too: remove one of them');
  if (own !== undefined) return { ...settings, payments: own };
  if (!stripe) return settings;
  const { Stripe } = await import('stripe').catch(() => {
    throw new CommandError('MORTAR_PAYMENTS is stripe, but its package is not installed: npm install stripe');
  });
  const { StripePaymentProvider } = await import('../redis/payment/stripe-provider.ts');
  // What is not answered is asked again by Mortar itself.
  const client = new Stripe(stripe.secretKey, { maxNetworkRetries: 0 });
  const payments = new StripePaymentProvider(client, {
    webhookSecret: stripe.webhookSecret,
    installation: keyPrefix,
  });
  return { ...settings, payments };
}
