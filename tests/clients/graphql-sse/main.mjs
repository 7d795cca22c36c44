// Both modes of graphql-sse, each over a restart of the server. Only what comes of Mortar's answers is asserted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'graphql-sse';

const { MORTAR_ENDPOINT: url, MORTAR_CONTROL: control, MORTAR_TOKEN: token } = process.env;
const ask = async (what) => assert.equal((await fetch(`${control}/${what}`)).status, 200);

for (const singleConnection of [false, true]) {
  const mode = singleConnection ? 'single connection' : 'distinct connections';
  const connect = () =>
    createClient({
      url,
      singleConnection,
      headers: { authorization: `Bearer ${token}` },
      // By itself it would subscribe again with the cursor that it began with.
      retryAttempts: 0,
    });

  test(`${mode}: queries, mutations and their errors`, { timeout: 30_000 }, async () => {
    const client = connect();
    const run = async (query) => (await client.iterate({ query }).next()).value;
    const mutation = 'mutation { messagePublish(input: { topic: "one", payload: 1 }) { userErrors { code } } }';
    const results = await Promise.all([
      run('{ viewer { user { roles } } }'),
      run(mutation),
      run('{ job(id: "none") { id } }'),
    ]);
    assert.deepEqual(results[0].data, { viewer: { user: { roles: ['ADMIN'] } } });
    assert.deepEqual(results[1].data, { messagePublish: { userErrors: [] } });
    assert.equal(results[2].errors?.[0]?.extensions.code, 'BAD_USER_INPUT');
    client.dispose();
  });

  test(`${mode}: subscriptions go on after a restart`, { timeout: 60_000 }, async () => {
    const client = connect();
    const topic = mode.replace(' ', '-');
    const messages = [];
    const names = [];
    const numbers =
      'subscription ($topic: String!, $after: String) { messages(topic: $topic, after: $after) { cursor payload } }';
    const stop = [
      follow(
        client,
        numbers,
        () => ({ topic, after: messages.at(-1)?.cursor }),
        (data) => messages.push(data.messages),
      ),
      follow(
        client,
        'subscription { stockChanged(skus: ["mug"]) { name } }',
        () => ({}),
        (data) => names.push(data.stockChanged.name),
      ),
    ];
    const payloads = () => messages.map(({ payload }) => payload);
    await until(() => names.length > 0);
    while (messages.length === 0) await ask(`publish?topic=${topic}&payload=0`);
    for (let number = 1; number <= 20; number += 1) {
      await ask(`publish?topic=${topic}&payload=${number}`);
      if (number === 10) await ask('restart');
    }
    await until(() => payloads().includes('20'));
    const seen = payloads().filter((payload) => payload !== '0');
    assert.deepEqual(
      [...new Set(seen)],
      Array.from({ length: 20 }, (_, index) => String(index + 1)),
    );
    const before = names.length;
    await ask(`product?sku=mug&name=${encodeURIComponent(mode)}`);
    await until(() => names.at(-1) === mode);
    assert.ok(names.length > before);
    for (const each of stop) each();
    client.dispose();
  });
}

/** Subscribes, and subscribes again when the server has ended the subscription. Returns what stops it. */
function follow(client, query, variables, onData) {
  let over = false;
  let leave = () => {};
  const again = () => setTimeout(begin, 50);
  const begin = () => {
    if (over) return;
    leave = client.subscribe(
      { query, variables: variables() },
      { next: ({ data }) => data && onData(data), error: again, complete: again },
    );
  };
  begin();
  return () => {
    over = true;
    leave();
  };
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
