// An installation in which every page of the dashboard has something to show, and the addresses of all of them.

import { readable } from '../../src/redis/base/or-error.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { everySubject } from '../support/every-subject.ts';

/** Addresses under /dashboard/. */
export async function fillEveryPage(stores: Stores): Promise<readonly string[]> {
  for (const use of everySubject) await use(stores);
  const { entries } = await stores.orders.list(null, { after: null, size: 1, backwards: false });
  const [first] = readable(entries.map(({ order }) => order));
  const order = Buffer.from(`Order:${first?.id}`).toString('base64');
  return [
    ...['live', 'traffic', 'queues', 'queues/work?state=dead', 'queues/aside', 'queues/none'],
    ...['rate-limits', 'rate-limits/keys', 'services', 'topics', 'topics/orders', 'webhooks', 'cache'],
    ...[
      'flags',
      'flags/new-checkout',
      'experiments',
      'experiments/checkout-button',
      'catalogue',
      'catalogue/cup-1',
      'search-words',
    ],
    ...[
      'all-orders',
      `all-orders/${encodeURIComponent(order)}`,
      'prices',
      'accounts',
      'audit',
      'activity',
      'profile',
      'mail',
      'connect',
      'orders',
      'sessions',
      'security',
    ],
    ...['verify-email', 'nope', 'docs/README.html', 'docs/jobs.html'],
  ];
}

/** Those that open without a log-in. */
export const openAddresses = [
  '',
  'password-reset',
  'log-in',
  'sign-up',
  'invitation',
  'order',
  'order#token=x',
  'share#token=x',
];
