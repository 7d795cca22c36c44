// What the JSON scalar keeps as it was sent, and what it refuses since it would not.

import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { codeOf, postGraphql } from '../support/post.ts';

const app = await openTestApp();
let headers: Record<string, string>;
beforeAll(async () => {
  headers = { authorization: `Bearer ${await app.token('ADMIN')}` };
});

const mutation = (payload: string) =>
  `mutation M($p: JSON) { messagePublish(input: { topic: "exact", payload: ${payload} }) { message { payload } } }`;
/** As a literal, and in the variables of the body, whose text holds the number as it is. */
const ways = {
  literal: (json: string) =>
    JSON.stringify({ query: mutation(json.replace(/"(\w+)":/g, '$1:')).replace('($p: JSON)', '') }),
  variable: (json: string) =>
    `{"query":${JSON.stringify(mutation('$p').replace('$p: JSON', '$p: JSON!'))},"variables":{"p":${json}}}`,
} as const;

describe.each(Object.entries(ways))('JSON in a %s', (_name, bodyOf) => {
  it.each([
    ['1234567890123456789', 'The value'],
    ['-9007199254740993', 'The value'],
    ['1e400', 'The value'],
    ['{"order":{"ids":[1,12345678901234567890]}}', 'order.ids.1'],
  ])('is refused where it would be rounded: %s', async (json, place) => {
    const reply = await postGraphql(app.endpoint, bodyOf(json), headers);
    expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    expect(reply.body.errors?.[0]?.message).toContain(`${place} is a number that would not be kept exactly`);
  });

  it.each([['9007199254740991'], ['{"a":[0.5,-1,"1234567890123456789"]}'], ['1.5e-7']])(
    'is kept as it is: %s',
    async (json) => {
      const reply = await postGraphql(app.endpoint, bodyOf(json), headers);
      expect(reply.body).toEqual({ data: { messagePublish: { message: { payload: JSON.parse(json) } } } });
    },
  );
});
