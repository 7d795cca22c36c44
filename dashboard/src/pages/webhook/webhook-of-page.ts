import type { WebhookQuery } from '../../generated/graphql.ts';

/** A webhook with its deliveries. */
export type WebhookOfPage = Extract<WebhookQuery['node'], { deliveries: unknown }>;
