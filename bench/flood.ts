// A query while 400 senders post 500 events each at a time to /collect, from addresses of their own, against the same query at rest.

import { Agent, request } from 'node:http';
import { startProbe, startServer, stopServer } from './attack/run.ts';
import { compare } from './compare.ts';
import type { BenchContext } from './context.ts';

const senders = 400;
const eventsAtATime = 500;
const flood = { restMs: 5_000, floodMs: 8_000 } as const;
const query = JSON.stringify({ query: '{ products(first: 5) { edges { node { sku name price { amount } } } } }' });

export async function benchFlood({ redisUrl, report }: BenchContext): Promise<void> {
  const { child, url } = await startServer(redisUrl);
  const answers: Record<string, number> = {};
  let failed = 0;
  const p99 = async (ms: number): Promise<number> => {
    const measure = startProbe(`${url}/graphql`, query);
    await new Promise((resolve) => setTimeout(resolve, ms));
    const health = await measure();
    failed += health.failed;
    return health.p99Ms;
  };
  try {
    const row = await compare({
      bench: 'flood',
      case: `p99 of a page of products while ${senders} senders post ${eventsAtATime} events at a time`,
      unit: 'ms',
      lessIsBetter: true,
      peerName: 'the same at rest',
      rounds: 3,
      mortar: async () => {
        const end = startFlood(url, answers);
        const measured = await p99(flood.floodMs);
        await end();
        return measured;
      },
      peer: () => p99(flood.restMs),
    });
    report(row);
    console.error(`flood: answers ${JSON.stringify(answers)}; ${failed} queries failed`);
  } finally {
    await stopServer(child);
  }
}

/** Posts until what it returns is called, which resolves once the last answer is there. */
function startFlood(url: string, answers: Record<string, number>): () => Promise<void> {
  const agent = new Agent({ keepAlive: true });
  let going = true;
  const lanes = Array.from({ length: senders }, async (_, sender) => {
    for (let round = 0; going; round++) {
      const status = await post(`${url}/collect`, agent, sender, eventsOf(sender, round));
      answers[status] = (answers[status] ?? 0) + 1;
    }
  });
  return async () => {
    going = false;
    await Promise.all(lanes);
    agent.destroy();
  };
}

function eventsOf(sender: number, round: number): string {
  const events = Array.from({ length: eventsAtATime }, (_, index) => ({
    eventId: `${sender}-${round}-${index}`,
    type: 'PAGE_VIEW',
    visitorId: `${sender}-${index % 50}`,
    path: `/products/${index % 100}`,
  }));
  return JSON.stringify({ events });
}

function post(url: string, agent: Agent, sender: number, body: string): Promise<number> {
  const address = `203.0.${Math.floor(sender / 250) + 100}.${(sender % 250) + 1}`;
  return new Promise((resolve, reject) => {
    request(url, { agent, method: 'POST', headers: { 'x-forwarded-for': address } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end(body);
  });
}
