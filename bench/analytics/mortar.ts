// Mortar as it is served, for one who looks at a site's figures and one who sends it events.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { newUser } from '../../tests/support/account.ts';
import { readEventStream } from '../../tests/support/event-stream.ts';
import { startServerProcess } from '../server-process.ts';
import { browser } from './load.ts';

export const site = 'bench.example';
export const senderHeaders = { 'content-type': 'application/json', 'user-agent': browser } as const;

export interface Mortar {
  readonly collectUrl: string;
  ask<Data>(query: string): Promise<Data>;
  /** Sends one page view. */
  send(): Promise<void>;
  /** Watches what the live page shows; gives how many events are in it. */
  watch(): AsyncGenerator<number>;
  close(): Promise<void>;
}

export async function startMortar(redis: RedisHandle, redisUrl: string): Promise<Mortar> {
  const server = await startServerProcess(new URL('../http/mortar.ts', import.meta.url), redis, redisUrl);
  const client = { ipAddress: '127.0.0.1', userAgent: null };
  const userId = await newUser(redis, ['ADMIN']);
  const issued = await new Sessions(redis).start({ userId, transport: 'BEARER', client });
  if (!issued) throw new Error('the session was refused');
  const { token } = issued;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return {
    collectUrl: new URL('/collect', server.url).href,
    async ask<Data>(query: string): Promise<Data> {
      const reply = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      const { data, errors } = (await reply.json()) as { data: Data; errors?: unknown };
      if (errors) throw new Error(`Mortar answers ${JSON.stringify(errors)}`);
      return data;
    },
    async send() {
      const body = collectBody('a visitor', '/live');
      const reply = await fetch(new URL('/collect', server.url), { method: 'POST', headers: senderHeaders, body });
      const { accepted } = (await reply.json()) as { accepted?: number };
      if (accepted !== 1) throw new Error(`Mortar takes no events: ${reply.status}`);
    },
    async *watch() {
      const query = `subscription { liveMetrics(site: "${site}") {
        sequence activeVisitors pageViews perMinute { at value } topPages { key count }
      } }`;
      for await (const { data } of readEventStream(server.url, token, query))
        yield Number((data as { liveMetrics: { sequence: string } }).liveMetrics.sequence);
    },
    close: () => server.close(),
  };
}

let sent = 0;

/** What a page posts for a page view. */
export function collectBody(visitorId: string, path: string): string {
  sent += 1;
  const referrer = 'https://search.example/';
  return JSON.stringify({ site, events: [{ eventId: `sent-${sent}`, type: 'PAGE_VIEW', visitorId, path, referrer }] });
}
