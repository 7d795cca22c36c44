// A subscription whose argument cannot be answers with an error that names the argument, and never ends without a word.

import { getNamedType, isEnumType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const globalId = (type: string, key: string): string =>
  JSON.stringify(Buffer.from(`${type}:${key}`).toString('base64'));
const noIds = ['"zz"', '""', globalId('Product', 'mug')];
let administrator: ReturnType<typeof app.socket>;

/** The other arguments that a subscription needs, and values of each argument that cannot be. */
const cases: Readonly<Record<string, { readonly with?: string; readonly bad: readonly string[] }>> = {
  'analyticsEvents.after': { bad: ['"yesterday"'] },
  'analyticsEvents.site': { bad: ['"no spaces"', '""'] },
  'experimentResults.key': { bad: ['"unknown"', '""'] },
  'flagValues.attributes': { bad: ['[{ name: "a", value: "a" }, { name: "a", value: "b" }]'] },
  'flagValues.id': { bad: noIds },
  'flagValues.keys': { bad: [`[${Array.from({ length: 201 }, () => '"key"')}]`] },
  'flagValues.visitorId': { bad: ['""'] },
  'jobEvents.after': { with: 'queue: "q"', bad: ['"yesterday"'] },
  'jobEvents.queue': { bad: ['"no spaces"', '""'] },
  'jobUpdated.id': { bad: [...noIds, globalId('Job', 'q:9'), globalId('Job', 'nothing')] },
  'liveMetrics.everyMs': { bad: ['0', '-1', '60001'] },
  'liveMetrics.site': { bad: ['"no spaces"', '""'] },
  'messages.after': { with: 'topic: "t"', bad: ['"yesterday"', '"99999999999999-0_1"'] },
  'messages.topic': { bad: ['"no spaces"', '""'] },
  'orderUpdated.id': { bad: [...noIds, globalId('Order', '0123456789abcdef01234567'), globalId('Order', 'nothing')] },
  'queueStats.name': { bad: ['"unknown"', '"no spaces"', '""'] },
  'rateLimitActivity.policy': { bad: ['"unknown"', '""'] },
  'serviceChanged.service': { bad: ['"no spaces"', '""'] },
  'stockChanged.skus': {
    bad: [
      '[]',
      '["unknown"]',
      '["unknown", ""]',
      `[${Array.from({ length: 51 }, () => '"mug"').map((sku, index) => sku.replace('mug', `mug-${index}`))}]`,
    ],
  },
};

const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});

beforeAll(async () => {
  administrator = app.socket(await app.token('ADMIN'));
});

test('each argument of a subscription is known here, but for those that GraphQL judges', () => {
  const known = fields.flatMap(({ name, args }) =>
    args.filter(({ type }) => !isEnumType(getNamedType(type))).map((arg) => `${name}.${arg.name}`),
  );
  expect(known.sort()).toEqual(Object.keys(cases).sort());
});

test.each(Object.entries(cases))(
  '%s that cannot be is an error that names it',
  async (coordinate, { with: others = '', bad }) => {
    const [field, argument] = coordinate.split('.') as [string, string];
    for (const value of bad) {
      const query = `subscription { ${field}(${argument}: ${value} ${others}) { __typename } }`;
      // Errors are the first result, or what the stream fails with as it begins.
      const first = await administrator
        .iterate({ query })
        .next()
        .then(
          ({ value }) => value as unknown,
          (errors: unknown) => ({ errors }),
        );
      expect([first], query).toMatchObject([
        { errors: [{ extensions: { code: 'BAD_USER_INPUT', field: [argument] } }] },
      ]);
    }
  },
);
