// graphql-ws over restarts of the server: with the cursor that it has seen last, a subscriber misses nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const { MORTAR_ENDPOINT: endpoint, MORTAR_CONTROL: control, MORTAR_TOKEN: token } = process.env;
const ask = async (what) => assert.equal((await fetch(`${control}/${what}`)).status, 200);

const connect = () =>
  createClient({
    url: endpoint.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 200,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
    shouldRetry: () => true,
  });

test('queries and mutations, and what is wrong with one', async () => {
  const client = connect();
  const run = async (query) => (await client.iterate({ query }).next()).value;
  assert.deepEqual((await run('{ viewer { user { roles } } }')).data, { viewer: { user: { roles: ['ADMIN'] } } });
  await assert.rejects(run('{ nobody }'), (errors) => errors[0].extensions.code === 'BAD_USER_INPUT');
  await client.dispose();
});

test('no message is missed and none comes twice, however often the server restarts', { timeout: 60_000 }, async () => {
  const client = connect();
  const query = 'subscription ($after: String) { messages(topic: "numbers", after: $after) { cursor payload missed } }';
  const seen = [];
  let after;
  let over = false;
  const follow = async () => {
    while (!over)
      // The variables of a subscription stay as they were when it began: one that is cut is begun again from here.
      await new Promise((resolve) => {
        const stop = client.subscribe(
          { query, variables: { after } },
          {
            next: ({ data, errors }) => {
              assert.equal(errors, undefined);
              seen.push(data.messages);
              after = data.messages.cursor;
              if (data.messages.payload === '100') over = true;
              if (over) stop();
            },
            error: resolve,
            complete: resolve,
          },
        );
        const unlisten = client.on('closed', () => {
          unlisten();
          stop();
          resolve();
        });
      });
  };
  const following = follow();
  // Until the first has come the subscription may not have begun.
  while (seen.length === 0) await ask('publish?topic=numbers&payload=0');
  const first = seen.length;
  for (let number = 1; number <= 100; number += 1) {
    await ask(`publish?topic=numbers&payload=${number}`);
    if (number === 30 || number === 60) await ask('restart');
  }
  await following;
  const numbers = seen.map(({ payload }) => Number(payload)).filter((number) => number > 0);
  assert.deepEqual(
    numbers,
    Array.from({ length: 100 }, (_, index) => index + 1),
  );
  assert.ok(first > 0 && seen.every(({ missed }) => !missed));
  await client.dispose();
});
