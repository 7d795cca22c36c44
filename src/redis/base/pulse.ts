// Notices a connection whose other end has gone without a word, as behind a firewall that forgot it: what is sent there is
// swallowed, and TCP takes minutes to give up.

import { Cluster, type Redis } from 'ioredis';

interface Pulse {
  /** How often a sign of life is asked for. */
  readonly pulseMs: number;
  /** How long a connection may be silent after it was asked something. */
  readonly silenceMs: number;
}

/** Nobody ever listens to it. */
const nobodysChannel = 'pulse';

/**
 * Asks each connection of a client for a sign of life, so that `socketTimeout` of ioredis ends one that gives none. It stops
 * by itself once the client has ended.
 */
export function watchPulse(
  client: Redis | Cluster,
  role: 'commands' | 'subscriber',
  { pulseMs, silenceMs }: Pulse,
): void {
  const ask =
    role === 'subscriber'
      ? () => askSubscriber(client, silenceMs)
      : () => {
          for (const node of client instanceof Cluster ? client.nodes('all') : [client])
            if (node.status === 'ready') void node.ping().catch(() => {});
        };
  const timer = setInterval(() => {
    if (client.status === 'end') clearInterval(timer);
    else if (client.status === 'ready') ask();
  }, pulseMs);
  timer.unref();
}

/**
 * To leave a channel is always answered and needs no right. A cluster's connection for subscriptions gets no
 * `socketTimeout` from ioredis, so that its silence is measured here.
 */
function askSubscriber(client: Redis | Cluster, silenceMs: number): void {
  const answer = client.unsubscribe(nobodysChannel).catch(() => {});
  if (!(client instanceof Cluster)) return;
  const timer = setTimeout(() => client.disconnect(true), silenceMs);
  timer.unref();
  void answer.finally(() => clearTimeout(timer));
}
