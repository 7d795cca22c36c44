// graphcache keeps what Mortar answers without a warning. Every documented operation is run twice: against Mortar, and against answers
// made up from the schema, which have every object and list in them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { buildClientSchema, getOperationAST, parse } from 'graphql';
import { introspection, keys } from 'mortar/graphql';
import { answerFrom, valueFor } from './made-up.mjs';

const { MORTAR_ENDPOINT: url, MORTAR_CONTROL: control, MORTAR_TOKEN: token } = process.env;
const operations = JSON.parse(readFileSync('operations.json', 'utf8'));
const schema = buildClientSchema(introspection);

function connect(warnings, fetch) {
  const cache = cacheExchange({
    schema: introspection,
    keys,
    logger: (severity, message) => severity !== 'debug' && warnings.push(message),
  });
  return new Client({
    url,
    fetch,
    fetchSubscriptions: true,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [cache, fetchExchange],
  });
}

async function send(client, { name, text }, requestPolicy) {
  const document = parse(text);
  const kind = getOperationAST(document).operation;
  const { variableDefinitions } = getOperationAST(document);
  const variables = Object.fromEntries(
    variableDefinitions.map(({ variable, type }) => [variable.name.value, valueFor(schema, type)]),
  );
  const results = client[kind](gql(document), variables, { requestPolicy });
  // That of a subscription has no end.
  const { error } = await (kind === 'subscription' ? firstOf(results) : results.toPromise());
  if (error?.networkError) throw new Error(`${name}: ${error}`);
}

function firstOf(results) {
  return new Promise((resolve) => {
    const { unsubscribe } = results.subscribe((result) => {
      resolve(result);
      setTimeout(() => unsubscribe());
    });
  });
}

test('no warning for what Mortar answers', async () => {
  const warnings = [];
  const client = connect(warnings);
  // The others would change the data, and end the session.
  for (const operation of operations)
    if (!/^\s*(subscription|mutation)\b/m.test(operation.text)) await send(client, operation, 'network-only');
  assert.deepEqual(warnings, []);
});

test('no warning for answers with every object in them, nor for reading them again', async () => {
  const warnings = [];
  const client = connect(warnings, answerFrom(schema));
  for (const operation of operations) await send(client, operation, 'network-only');
  for (const operation of operations)
    if (/^\s*(query\b|\{)/.test(operation.text)) await send(client, operation, 'cache-first');
  assert.deepEqual(warnings, []);
  assert.ok(operations.length > 40, `${operations.length} operations`);
});

test('one product is one entry, however it was reached, and follows a change', async () => {
  const warnings = [];
  const client = connect(warnings);
  const seen = [];
  const list = client.query(gql`{ products(search: "Mug") { nodes { id name } } }`, {});
  const { unsubscribe } = list.subscribe(({ data }) => seen.push(data?.products.nodes[0]?.name));
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await fetch(`${control}/product?sku=mug&name=Slate`);
  await client.query(gql`{ product(sku: "mug") { id name } }`, {}).toPromise();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(seen, ['Mug', 'Slate']);
  assert.deepEqual(warnings, []);
  unsubscribe();
});
