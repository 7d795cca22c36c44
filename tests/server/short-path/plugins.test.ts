// A plugin sees every operation, whichever way it comes, or Mortar does not start with it.

import { afterEach, describe, expect, it } from 'vitest';
import type { ServerPlugin } from '../../../src/server/graphql/server-plugin.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { postRaw, type RawReply } from '../../support/raw-http.ts';

const seen: string[] = [];
afterEach(() => {
  seen.length = 0;
});

/** Notes each operation that runs. */
const yoga: ServerPlugin['yoga'] = {
  onExecute: ({ args }) => {
    seen.push(args.operationName ?? '');
  },
};

const noting: ServerPlugin = {
  name: 'noting',
  yoga,
  shortPath: {
    onExecute: ({ operationName }) => {
      seen.push(operationName ?? '');
      return undefined;
    },
  },
};

const post = (app: TestApp, operationName: string, query: string, variables = {}): Promise<RawReply> =>
  postRaw(app.endpoint, JSON.stringify({ query, operationName, variables }), { 'content-type': 'application/json' });

const isShort = ({ headers }: RawReply): boolean => 'Content-Length' in headers;

/** Sends operations in all ways, the first of each name. */
async function sendAllWays(app: TestApp): Promise<{ names: string[]; repeated: RawReply }> {
  await post(app, 'First', 'query First { __typename }');
  const repeated = await post(app, 'First', 'query First { __typename }');
  const unplanned = 'query Unplanned($id: ID!) { node(id: $id) { id } }';
  await post(app, 'Unplanned', unplanned, { id: 'x' });
  await post(app, 'Unplanned', unplanned, {});
  const batch = [{ query: 'query Batch { __typename }', operationName: 'Batch' }];
  await postRaw(app.endpoint, JSON.stringify(batch), { 'content-type': 'application/json' });
  await fetch(`${app.endpoint}?query=query+Get{__typename}&operationName=Get`, { headers: { 'x-mortar-csrf': '1' } });
  const socket = app.socket();
  for await (const _result of socket.iterate({ query: 'query Socket { __typename }', operationName: 'Socket' })) break;
  return { names: ['First', 'First', 'Unplanned', 'Unplanned', 'Batch', 'Get', 'Socket'], repeated };
}

describe('a plugin of the server', () => {
  it('with a step for the short path sees each operation once', async () => {
    const app = await openTestApp({ plugins: [noting] });
    const { names, repeated } = await sendAllWays(app);
    expect(isShort(repeated)).toBe(true);
    expect(seen).toEqual(names);
  });

  it('that switches the short path off sees each operation once, all of them through Yoga', async () => {
    const app = await openTestApp({ plugins: [{ name: 'noting', yoga, shortPath: false }] });
    const { names, repeated } = await sendAllWays(app);
    expect(isShort(repeated)).toBe(false);
    expect(JSON.parse(repeated.text)).toEqual({ data: { __typename: 'Query' } });
    expect(seen).toEqual(names);
  });

  it('can answer in place of an execution, add to an answer and change it', async () => {
    const early: ServerPlugin = {
      name: 'early',
      yoga: {},
      shortPath: {
        onExecute: async ({ operationName }) => ({
          ...(operationName === 'Early' && { result: { data: { __typename: 'Early' } } }),
          extensions: { early: true },
        }),
        onExecuteDone: (_execution, result) => ({ ...result, extensions: { done: true } }),
        onResultProcess: (result) => ({ ...result, extensions: { ...result.extensions, processed: true } }),
      },
    };
    const app = await openTestApp({ plugins: [early, noting] });
    const extensions = { early: true, done: true, processed: true };
    for (const [name, type, calls] of [
      ['Early', 'Early', ['Early']],
      ['Later', 'Query', ['Later', 'Later']],
    ] as const) {
      await post(app, name, `query ${name} { __typename }`);
      const { text } = await post(app, name, `query ${name} { __typename }`);
      expect(JSON.parse(text)).toEqual({ data: { __typename: type }, extensions });
      expect(seen).toEqual(calls);
      seen.length = 0;
    }
  });

  it('whose step throws has the operation fail like any other, without a word about the inside', async () => {
    const failing: ServerPlugin = {
      name: 'failing',
      yoga: {},
      shortPath: {
        onExecute: () => {
          throw new Error('secret');
        },
      },
    };
    const app = await openTestApp({ plugins: [failing] });
    await post(app, 'A', 'query A { __typename }');
    const { text } = await post(app, 'A', 'query A { __typename }');
    expect(JSON.parse(text).errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(text).not.toContain('secret');
  });
});

describe('Mortar does not start', () => {
  it.each([
    'onRequest',
    'onRequestParse',
    'onParams',
    'onEnveloped',
    'onParse',
    'onValidate',
    'onContextBuilding',
    'onExecute',
    'onExecutionResult',
    'onResultProcess',
    'onResponse',
    'onPluginInit',
    'onSchemaChange',
    'instrumentation',
    'onHookOfANewerYoga',
  ])('with a plugin that has %s and no part in the short path', async (hook) => {
    const plugin = { name: 'audit', yoga: { [hook]: hook === 'instrumentation' ? {} : () => {} } };
    await expect(openTestApp({ plugins: [plugin] })).rejects.toThrow(
      new RegExp(`"audit" has the hook ${hook}.*shortPath\\.notNeeded, or set shortPath: false`),
    );
  });

  it('with a plugin whose part in the short path leaves a hook out, and names all such plugins at once', async () => {
    const onValidate = () => {};
    const half: ServerPlugin = { name: 'half', yoga: { ...yoga, onValidate }, shortPath: noting.shortPath };
    const none: ServerPlugin = { name: 'none', yoga: { ...yoga, onValidate } };
    const failure = await openTestApp({ plugins: [half, none] }).catch((error: Error) => error);
    expect(String(failure)).toMatch(/"half" has the hook onValidate,.*\n.*"none" has the hooks onExecute, onValidate,/);
  });

  it('but does with hooks that no request on the short path needs', async () => {
    const plugin: ServerPlugin = {
      name: 'introspection',
      yoga: { onSubscribe: () => {}, onYogaInit: () => {}, onValidate: () => {} },
      shortPath: { notNeeded: { onValidate: 'It judges the document, which passed before.' } },
    };
    const app = await openTestApp({ plugins: [plugin] });
    expect((await post(app, 'A', 'query A { __typename }')).status).toBe(200);
  });
});
