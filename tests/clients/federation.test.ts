// Mortar and another subgraph behind Hive Gateway: queries and a subscription that cross both, with the caller's rights.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { openClientFolder, runProgram } from '../support/client-folder.ts';
import { readEventStream } from '../support/event-stream.ts';
import { postGraphql } from '../support/post.ts';
import { addLines, askerOf, startGuest } from '../support/shopper.ts';

const app = await openTestApp({ federation: true, graphiql: true });
const ask = askerOf(app);

const page = readFileSync(new URL('../../docs/federation.md', import.meta.url), 'utf8');
/** A program of the page, by the name under which it says to save it. */
const programOf = (name: string): string =>
  new RegExp(`Save this as \`${name}\`[^\`]*\`[^\`]*\`[^\`]*\`\`\`js\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ??
  '';

const reviews = {
  typeDefs: /^```text\n(extend schema[\s\S]*?)^```$/m.exec(page)?.[1] ?? '',
  written: [
    { id: '1', text: 'Malty.', sku: 'tea' },
    { id: '2', text: 'Holds well.', sku: 'mug' },
    { id: '3', text: 'Of something that is gone.', sku: 'gone' },
  ],
};

let gateway: ChildProcess | undefined;
let endpoint = '';

beforeAll(async () => {
  const price = { minor: 450n, currency: 'EUR' };
  const product = (sku: string, name: string) => ({ sku, name, description: null, tags: [], price, active: true });
  await app.stores.catalogue.setMany([product('mug', 'Mug'), product('tea', 'Assam'), product('tin', 'Tin')]);
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 10 }]);
  const folder = await openClientFolder('federation');
  const { _service } = await ask(undefined, '{ _service { sdl } }');
  writeFileSync(join(folder, 'mortar.graphql'), _service.sdl);
  writeFileSync(join(folder, 'reviews.graphql'), reviews.typeDefs);
  const addresses: readonly [string, string][] = [
    ['http://127.0.0.1:4000/graphql', app.endpoint],
    ['http://127.0.0.1:4001/graphql', await serveReviews()],
  ];
  const compose = addresses.reduce((text, [from, to]) => text.replace(from, to), programOf('compose.mjs'));
  writeFileSync(join(folder, 'compose.mjs'), compose);
  writeFileSync(join(folder, 'supergraph.graphql'), await runProgram(folder, ['compose.mjs']));
  // The product that is gone is an error that it would log.
  const quiet = programOf('gateway.mjs').replace('createGatewayRuntime({', 'createGatewayRuntime({ logging: false,');
  writeFileSync(join(folder, 'gateway.mjs'), quiet.replace('4002', '0'));
  gateway = spawn(process.execPath, ['gateway.mjs'], {
    cwd: folder,
    env: { PATH: process.env.PATH },
  });
  gateway.stderr?.pipe(process.stderr);
  let said = '';
  gateway.stdout?.on('data', (text) => {
    said += text;
  });
  endpoint = await vi.waitUntil(() => /^http:\S+/m.exec(said)?.[0], { timeout: 60_000 });
}, 300_000);

// Told to end, the gateway waits for connections that are kept.
afterAll(() => gateway?.kill('SIGKILL'));

/** The other subgraph: reviews of products, which it knows by their SKU. */
async function serveReviews(): Promise<string> {
  const { typeDefs, written } = reviews;
  const withProduct = ({ sku, ...review }: (typeof written)[number]) => ({ ...review, product: { sku } });
  const resolvers = {
    Query: { topReviews: () => written.map(withProduct) },
    Product: { reviews: ({ sku }: { sku: string }) => written.filter((one) => one.sku === sku).map(withProduct) },
  };
  const server = createServer(
    createYoga({ schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }), logging: false }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const post = async (query: string, token?: string) =>
  (await postGraphql(endpoint, { query }, token === undefined ? {} : { authorization: `Bearer ${token}` })).body;

it('the install line of the page has the packages of this test', () => {
  const [, line = ''] = /^npm install (graphql@16 .*)$/m.exec(page) ?? [];
  const file = new URL('federation/package.json', import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: object };
  expect(line.replace('@16', '').split(' ').sort()).toEqual(Object.keys(dependencies).sort());
});

describe('behind Hive Gateway', () => {
  it('a query begins with Mortar and goes on in the other subgraph', async () => {
    expect(await post('{ products { nodes { name price { amount currency } reviews { text } } } }')).toEqual({
      data: {
        products: {
          nodes: [
            { name: 'Assam', price: { amount: '4.50', currency: 'EUR' }, reviews: [{ text: 'Malty.' }] },
            { name: 'Mug', price: { amount: '4.50', currency: 'EUR' }, reviews: [{ text: 'Holds well.' }] },
            { name: 'Tin', price: { amount: '4.50', currency: 'EUR' }, reviews: [] },
          ],
        },
      },
    });
  });

  it('a query begins in the other subgraph and reads products by their SKU; one that is gone is null', async () => {
    const query = '{ topReviews { text product { name inventory { available } reviews { id } } } }';
    const { data } = (await post(query)) as { data: { topReviews: unknown[] } };
    expect(data.topReviews.slice(0, 2)).toEqual([
      { text: 'Malty.', product: { name: 'Assam', inventory: { available: 0 }, reviews: [{ id: '1' }] } },
      { text: 'Holds well.', product: { name: 'Mug', inventory: { available: 10 }, reviews: [{ id: '2' }] } },
    ]);
    expect(JSON.stringify(data.topReviews[2])).not.toContain('Mug');
  });

  it('the caller has his rights, and nobody else’s', async () => {
    const guest = await startGuest(app);
    await ask(guest, addLines, { lines: [{ sku: 'mug', quantity: 2 }] });
    const query = '{ viewer { id cart { id quantity lines { product { name reviews { text } } } } } }';
    const mine = await post(query, guest);
    expect(mine).toMatchObject({
      data: {
        viewer: { cart: { quantity: 2, lines: [{ product: { name: 'Mug', reviews: [{ text: 'Holds well.' }] } }] } },
      },
    });
    expect(await post(query)).toMatchObject({ data: { viewer: { cart: null } } });
    const { id } = (mine.data as { viewer: { cart: { id: string } } }).viewer.cart;
    expect(await post(`{ node(id: "${id}") { id } }`, guest)).toEqual({ data: { node: { id } } });
    expect(await post(`{ node(id: "${id}") { id } }`, await startGuest(app))).toEqual({ data: { node: null } });
    const refused = await post('{ cache { hits } topReviews { id } }', await app.token());
    expect(refused.data).toMatchObject({ cache: null, topReviews: expect.any(Array) });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('a mutation passes through', async () => {
    const token = await startGuest(app);
    const query = `mutation { cartLinesAdd(input: { lines: [{ sku: "mug", quantity: 1 }] }) {
      cart { lines { product { sku reviews { text } } } } userErrors { code } } }`;
    expect(await post(query, token)).toEqual({
      data: {
        cartLinesAdd: {
          cart: { lines: [{ product: { sku: 'mug', reviews: [{ text: 'Holds well.' }] } }] },
          userErrors: [],
        },
      },
    });
  });

  it('a subscription delivers from both', async () => {
    const query = 'subscription { stockChanged(skus: ["mug"]) { sku inventory { available } reviews { text } } }';
    const token = await startGuest(app);
    const stream = readEventStream(endpoint, token, query);
    const delivered = (available: number) => ({
      data: { stockChanged: { sku: 'mug', inventory: { available }, reviews: [{ text: 'Holds well.' }] } },
    });
    const before = (await ask(undefined, '{ product(sku: "mug") { inventory { available } } }')).product.inventory;
    expect((await stream.next()).value).toEqual(delivered(before.available));
    await app.stores.inventory.adjust([{ sku: 'mug', delta: 5 }]);
    expect((await stream.next()).value).toEqual(delivered(before.available + 5));
    await stream.return(undefined);
  });
});
