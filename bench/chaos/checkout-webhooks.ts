// The webhooks of the `checkout` run: of every payment there was, late, twice and out of order, to whichever server.

import { setTimeout as wait } from 'node:timers/promises';
import type { RedisHandle } from '../../src/redis/index.ts';
import { signedTestWebhook } from '../../src/redis/payment/test-provider.ts';
import { webhookSecret, webhooks } from './checkout-plan.ts';
import type { Random } from './random.ts';

/** Sends some for as long as it is called. One that nobody takes is sent again some time, as is any other. */
export async function sendWebhooks({ client }: RedisHandle, servers: readonly string[], random: Random): Promise<void> {
  const keys: string[] = [];
  for (let cursor = '0'; ; ) {
    const [next, found] = (await client.call('SCAN', cursor, 'MATCH', '*{pay:*', 'COUNT', '1000')) as [
      string,
      string[],
    ];
    keys.push(...found.map((key) => key.slice(key.indexOf('{pay:') + 5, -1)));
    if (next === '0') break;
    cursor = next;
  }
  const chosen = Array.from({ length: webhooks.atOnce }, () => random.pick(keys)).filter((key) => key !== undefined);
  const sent = chosen.flatMap((key) => (random.chance(webhooks.twice) ? [key, key] : [key]));
  await Promise.all(sent.map((key) => send(key, random.pick(servers) as string, random)));
}

async function send(key: string, server: string, random: Random): Promise<void> {
  await wait(random.between(0, webhooks.lateMs));
  const { headers, body } = signedTestWebhook({ kind: 'payment', key }, webhookSecret);
  await fetch(`${server}/payments/webhook`, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(webhooks.answerMs),
  }).catch(() => {});
}
