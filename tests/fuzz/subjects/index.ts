// All subjects of the fuzz run.

import type { FuzzSubject } from '../subject.ts';
import { accountSubject } from './account.ts';
import { cacheSubject } from './cache.ts';
import { cartSubject } from './cart.ts';
import { catalogueSubject } from './catalogue.ts';
import { domainEventSubject } from './domain-event.ts';
import { flagSubject } from './flag.ts';
import { inventorySubject } from './inventory.ts';
import { jobSubject } from './job.ts';
import { messageSubject } from './message.ts';
import { experimentSubject, metricSubject } from './metric.ts';
import { orderSubject } from './order.ts';
import { pricingSubject } from './pricing.ts';
import { rateLimitSubject } from './rate-limit.ts';
import { recommendationSubject } from './recommendation.ts';
import { serviceSubject } from './service.ts';
import { webhookSubject } from './webhook.ts';

export const subjects: readonly FuzzSubject[] = [
  accountSubject,
  cacheSubject,
  cartSubject,
  catalogueSubject,
  domainEventSubject,
  experimentSubject,
  flagSubject,
  inventorySubject,
  jobSubject,
  messageSubject,
  metricSubject,
  orderSubject,
  pricingSubject,
  rateLimitSubject,
  recommendationSubject,
  serviceSubject,
  webhookSubject,
];
