// Many subscribers of one server, as light as they can be: they read no more of a delivery than when it was sent.

import { randomUUID } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import { WebSocket } from 'ws';

export type Transport = 'WebSocket' | 'SSE';

export interface Subscribers {
  readonly count: number;
  /** Deliveries so far, to all of them. */
  readonly delivered: number;
  /** Resolves when each of them has had a delivery. */
  allReached(): Promise<void>;
  /** Milliseconds from the sending of messages to their deliveries, since it was asked last. */
  takeLatencies(): number[];
  /** Resolves when as many have been delivered. */
  until(delivered: number): Promise<void>;
  close(): void;
}

/** The same in every process of the machine. */
const nowMs = (): number => performance.timeOrigin + performance.now();

/** An id that tells when its message was sent. */
export const timedId = (index: number): string => `sent-${nowMs().toFixed(3)}-${index}`;

export interface Opening {
  readonly token?: string | undefined;
  /** Of the clients: each address has ports for 28,000 connections. */
  readonly localAddress?: string | undefined;
  /** Whether WebSockets offer to compress. */
  readonly perMessageDeflate?: boolean;
  /** How many connect at the same time. */
  readonly atOnce?: number;
}

export async function subscribe(
  url: string,
  transport: Transport,
  query: string,
  count: number,
  { atOnce = 50, ...opening }: Opening = {},
): Promise<Subscribers> {
  let delivered = 0;
  let awaited = Number.POSITIVE_INFINITY;
  let reached: (() => void) | undefined;
  let latencies: number[] = [];
  const onDelivery = (text: string): void => {
    delivered += 1;
    const at = text.indexOf('"sent-');
    if (at >= 0) latencies.push(nowMs() - Number.parseFloat(text.slice(at + 6, at + 24)));
    if (delivered >= awaited) reached?.();
  };
  let [unreached, onAllReached] = [count, (): void => {}];
  const reachedAll = new Promise<void>((resolve) => {
    onAllReached = resolve;
  });
  const listener = (): ((text: string) => void) => {
    let first = true;
    return (text) => {
      if (first) {
        first = false;
        unreached -= 1;
        if (unreached === 0) onAllReached();
      }
      onDelivery(text);
    };
  };
  const open = transport === 'SSE' ? openStream : openSocket;
  const closers: (() => void)[] = [];
  for (let opened = 0; opened < count; opened += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - opened) }, () => open(url, query, opening, listener()));
    closers.push(...(await Promise.all(some)));
  }
  return {
    count,
    get delivered() {
      return delivered;
    },
    allReached: () => reachedAll,
    takeLatencies: () => {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    until: (target) =>
      new Promise((resolve, reject) => {
        if (delivered >= target) return resolve();
        awaited = target;
        const timer = setTimeout(() => reject(new Error(`${url}: ${delivered} of ${target} delivered`)), 20_000);
        reached = () => {
          clearTimeout(timer);
          awaited = Number.POSITIVE_INFINITY;
          resolve();
        };
      }),
    close: () => {
      for (const close of closers) close();
    },
  };
}

type Open = (
  url: string,
  query: string,
  opening: Omit<Opening, 'atOnce'>,
  onDelivery: (text: string) => void,
) => Promise<() => void>;

const openSocket: Open = (url, query, { token, localAddress, perMessageDeflate = false }, onDelivery) =>
  new Promise((resolve, reject) => {
    const light = { perMessageDeflate, skipUTF8Validation: true };
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { localAddress, ...light });
    socket.once('error', reject);
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      if (text.includes('"next"')) return onDelivery(text);
      if (text.includes('"connection_ack"')) {
        socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload: { query } }));
        resolve(() => socket.terminate());
      } else if (text.includes('"error"')) throw new Error(`${url} answers ${text}`);
    });
  });

const openStream: Open = (url, query, { token, localAddress }, onDelivery) =>
  new Promise((resolve, reject) => {
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const asked: ClientRequest = request(url, { method: 'POST', headers, localAddress, agent: false }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk: string) => {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          if (text.startsWith('event: next')) onDelivery(text.slice(0, end));
          text = text.slice(end + 2);
        }
      });
      response.once('error', () => {});
      resolve(() => asked.destroy());
    });
    asked.once('error', reject);
    asked.end(JSON.stringify({ query }));
  });
