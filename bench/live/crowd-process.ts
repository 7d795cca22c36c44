// Some of the subscribers of `crowd.ts`, in a process and at an address of their own. It does what its parent says, and answers.

import { subscriptions } from './shape.ts';
import { type Subscribers, subscribe } from './subscribers.ts';

export interface CrowdStart {
  readonly url: string;
  readonly token?: string | undefined;
  readonly count: number;
  readonly localAddress: string;
  readonly perMessageDeflate: boolean;
}

export type CrowdOrder = 'open' | 'storm' | 'take' | 'close';

export interface CrowdAnswer {
  readonly delivered: number;
  readonly latencies: readonly number[];
}

const start = JSON.parse(process.argv[2] as string) as CrowdStart;
let subscribers: Subscribers | undefined;

const open = (atOnce: number): Promise<Subscribers> =>
  subscribe(start.url, 'WebSocket', subscriptions.message, start.count, { ...start, atOnce });

process.on('message', async (order: CrowdOrder) => {
  if (order === 'open') subscribers = await open(50);
  if (order === 'storm') {
    subscribers?.close();
    subscribers = await open(start.count);
    await subscribers.allReached();
  }
  if (order === 'close') subscribers?.close();
  const answer: CrowdAnswer = {
    delivered: subscribers?.delivered ?? 0,
    latencies: order === 'take' ? (subscribers?.takeLatencies() ?? []) : [],
  };
  process.send?.(answer, () => {
    if (order === 'close') process.exit(0);
  });
});
process.once('disconnect', () => process.exit(0));
