// Secrets of endpoints, and what they sign, as Standard Webhooks has both: https://www.standardwebhooks.com

import { createHmac, randomBytes } from 'node:crypto';
import type { WebhookMessage, WebhookSecrets } from './shapes.ts';

const form = { start: 'whsec_', bytes: 32 } as const;

export function newWebhookSecret(): string {
  return form.start + randomBytes(form.bytes).toString('base64');
}

/** The headers of a message: one signature for each secret. */
export function signedHeaders(
  { id, body }: WebhookMessage,
  secrets: WebhookSecrets,
  at = new Date(),
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(form.start.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
