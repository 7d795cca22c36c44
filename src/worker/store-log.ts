// What the stores tell an operator, in the log of the process.

import type { Logger } from 'pino';
import type { StoreSettings } from '../redis/stores.ts';

/** Has the stores write to the log what an operator should know. */
export function loggedBy(
  log: Logger,
  { shop, rateLimits }: Pick<StoreSettings, 'shop' | 'rateLimits'>,
): Pick<StoreSettings, 'shop' | 'rateLimits' | 'cache'> {
  return {
    shop: {
      // What Mortar adjusts by itself, as the demo's first stock, is of interest only when looked for.
      onAdjusted: (stock) => log[stock.userId ? 'info' : 'debug']({ stock }, 'stock adjusted'),
      paymentCalls: { onFault: (error) => log.warn({ err: error }, 'the payment provider gave no clear answer') },
      ...shop,
    },
    rateLimits: {
      ...rateLimits,
      onAlone: (alone, cause) =>
        alone
          ? log.warn({ err: cause }, 'rate limits: Redis does not answer in time, so this process decides by itself')
          : log.info('rate limits: Redis decides again'),
    },
    cache: {
      onAlone: (alone, cause) =>
        alone
          ? log.warn({ err: cause }, 'cache: Redis does not answer in time, so this process does without it')
          : log.info('cache: Redis answers again'),
      onProblem: ({ key, during, error }) => log.warn({ err: error, key, during }, 'cache: answered all the same'),
    },
  };
}
