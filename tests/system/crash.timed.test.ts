// SIGKILL in the middle of traffic, as by the kernel when memory runs out: what was acknowledged is there afterwards.

import { join } from 'node:path';
import { ClientError, GraphQLClient } from 'graphql-request';
import { expect, test } from 'vitest';
import { administratorToken } from '../support/administrator.ts';
import { dataFolder, runMortar } from '../support/mortar-process.ts';

const enqueue = /* GraphQL */ `
  mutation Enqueue($key: String!) {
    jobEnqueue(input: { queue: "elsewhere", name: "crash.test", idempotencyKey: $key }) { job { id } userErrors { message } }
  }
`;
const track = /* GraphQL */ `
  mutation Track($id: String!, $visitor: String!) {
    track(input: { events: [{ eventId: $id, visitorId: $visitor, type: PAGE_VIEW, path: "/" }] }) { accepted duplicates }
  }
`;

interface Enqueued {
  jobEnqueue: { job: { id: string } };
}
interface Tracked {
  track: { accepted: number; duplicates: number };
}

interface Products {
  products: { nodes: { sku: string }[] };
}

/** A guest and the order of two pieces that was acknowledged. */
interface Shopper {
  readonly token: string;
  readonly orderId: string;
}

async function shop(endpoint: string, sku: string): Promise<Shopper> {
  const ask = (query: string, variables: object, token?: string): Promise<Record<string, Record<string, unknown>>> =>
    new GraphQLClient(endpoint, { headers: token ? { authorization: `Bearer ${token}` } : {} }).request(
      query,
      variables,
    );
  const started = await ask('mutation { sessionStart(input: { transport: BEARER }) { token } }', {});
  const token = (started.sessionStart as { token: string }).token;
  const add = `mutation ($quantity: Int!) {
    cartLinesAdd(input: { lines: [{ sku: "${sku}", quantity: $quantity }] }) { userErrors { code } } }`;
  await ask(add, { quantity: 2 }, token);
  const checkout = await ask('mutation { checkoutStart { checkout { id } userErrors { code } } }', {}, token);
  const { id } = (checkout.checkoutStart as { checkout: { id: string } }).checkout;
  const complete = `mutation ($id: ID!) {
    checkoutUpdate(input: { id: $id, shippingMethod: "parcel", country: "DE" }) { userErrors { code } }
    checkoutComplete(input: { id: $id, paymentToken: "tok_ok", idempotencyKey: $key }) { order { id } } }`;
  const paid = await ask(complete.replace('$key', JSON.stringify(id)), { id }, token);
  const { order } = paid.checkoutComplete as { order: { id: string } };
  return { token, orderId: order.id };
}

/** Calls `act` over and over from several places at once, until it fails; `acknowledged` fills with what was. */
async function untilItBreaks<T>(acknowledged: Map<string, T>, act: (place: string) => Promise<T>): Promise<void> {
  const lane = async (name: number): Promise<void> => {
    for (let turn = 0; ; turn++) {
      const place = `${name}-${turn}`;
      const answer = await act(place).catch((error: unknown) => {
        // A refusal is a fault of this test; only the loss of the connection is what it waits for.
        if (error instanceof ClientError) throw error;
        return undefined;
      });
      if (answer === undefined) return;
      acknowledged.set(place, answer);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_unused, name) => lane(name)));
}

test('after SIGKILL in the middle of traffic, all that was acknowledged is there', async () => {
  const folder = dataFolder();
  const first = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  const before = `${await first.url()}/graphql`;
  const token = await administratorToken(`unix://${join(folder, 'redis.sock')}`);
  const headers = { authorization: `Bearer ${token}` };
  const client = new GraphQLClient(before, { headers });
  const { products } = await client.request<Products>('{ products(first: 1) { nodes { sku } } }');
  const sku = products.nodes[0]?.sku as string;
  const inventoryAdjust =
    'mutation ($sku: String!) { inventoryAdjust(input: { sku: $sku, delta: 5000 }) { userErrors { code } } }';
  await client.request(inventoryAdjust, { sku });

  const jobs = new Map<string, Enqueued>();
  const events = new Map<string, Tracked>();
  const shoppers = new Map<string, Shopper>();
  const enoughTraffic = setInterval(() => {
    if (jobs.size > 50 && events.size > 50 && shoppers.size > 20) first.signal('SIGKILL');
  }, 10);
  await Promise.all([
    untilItBreaks(jobs, (place) => client.request<Enqueued>(enqueue, { key: place })),
    untilItBreaks(events, (place) => client.request<Tracked>(track, { id: place, visitor: `visitor-${place}` })),
    untilItBreaks(shoppers, () => shop(before, sku)),
  ]);
  clearInterval(enoughTraffic);
  await first.ended();

  const second = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  // The session was opened before, too: its token still speaks for the administrator.
  const again = new GraphQLClient(`${await second.url()}/graphql`, { headers });
  for (const [key, answer] of jobs) {
    const { id } = answer.jobEnqueue.job;
    const { job } = await again.request<{ job: { id: string } | null }>('query ($id: ID!) { job(id: $id) { id } }', {
      id,
    });
    expect(job, `job ${key}`).toEqual({ id });
    const repeated = await again.request<Enqueued>(enqueue, { key });
    expect(repeated.jobEnqueue.job.id).toBe(id);
  }
  for (const [place, { token: guest, orderId }] of shoppers) {
    const { order } = await new GraphQLClient(`${await second.url()}/graphql`, {
      headers: { authorization: `Bearer ${guest}` },
    }).request<{ order: { state: string; lines: object[] } }>(
      'query ($id: ID!) { order: node(id: $id) { ... on Order { state lines { quantity } } } }',
      { id: orderId },
    );
    expect(order, `order of ${place}`).toEqual({ state: 'PAID', lines: [{ quantity: 2 }] });
  }
  for (const [id] of events) {
    const { track: counted } = await again.request<Tracked>(track, { id, visitor: `visitor-${id}` });
    expect(counted, `event ${id}`).toEqual({ accepted: 0, duplicates: 1 });
  }
});
