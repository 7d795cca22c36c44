// The variables of webhooks that Mortar sends.

import type { z } from 'zod';
import type { WebhookSettings } from '../redis/webhook/webhook.ts';
import { onOff, onOffWords, variable } from './variable.ts';

export const webhookVariables = {
  MORTAR_WEBHOOKS_PRIVATE: variable({
    about: 'Whether webhooks may go to private addresses, and over plain HTTP. For development.',
    unset: '0',
    allowed: onOffWords,
    shape: onOff,
  }),
} as const;

type Variables = typeof webhookVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readWebhooks(read: Read): Required<WebhookSettings> {
  return Object.freeze({ allowPrivate: read('MORTAR_WEBHOOKS_PRIVATE') ?? false });
}
