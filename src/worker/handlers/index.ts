// Every job that Mortar's own worker can run.

import type { Post } from '../../mail/post.ts';
import type { Stores } from '../../redis/stores.ts';
import type { Handler } from '../handler.ts';
import { checkoutHandlers } from './checkout.ts';
import { demoCountdown } from './demo-countdown.ts';
import { mailHandlers } from './mail.ts';
import { orderHandlers } from './order.ts';
import { recommendationHandlers } from './recommendation.ts';
import { webhookHandlers } from './webhook.ts';

export function createHandlers(stores: Stores, post: Post | null = null): readonly Handler[] {
  return [
    demoCountdown,
    ...checkoutHandlers(stores),
    ...orderHandlers(stores, post),
    ...recommendationHandlers(stores),
    ...mailHandlers(stores, post),
    ...webhookHandlers(stores),
  ];
}
