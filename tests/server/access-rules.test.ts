// Every way into the API says who may take it: public on purpose, or by a rule. Nothing is open by oversight.

import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';

type Rule = Record<string, unknown> | undefined;

const publicOnPurpose = new Set([
  'Query.node',
  'Query.nodes',
  'Query.viewer',
  'Query.product',
  'Query.products',
  'Mutation.sessionStart',
  'Mutation.accountCreate',
  'Mutation.sessionLogIn',
  'Mutation.sessionLogOut',
  'Mutation.track',
  // A first visitor's cart comes with a guest session.
  'Mutation.cartLinesAdd',
  'Mutation.experimentAssign',
  'Subscription.stockChanged',
]);

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
const fields = roots.flatMap((root) =>
  Object.values(root?.getFields() ?? {}).map((field) => {
    const options = field.extensions.pothosOptions as { authScopes?: Rule } | undefined;
    return { name: `${root?.name}.${field.name}`, rule: options?.authScopes };
  }),
);

describe('each root field', () => {
  it.each(fields)('$name states who may use it', ({ name, rule }) => {
    expect(rule, `${name} has no authScopes`).toBeDefined();
    expect(Object.keys(rule ?? {})).not.toEqual([]);
    if (rule?.public) expect(publicOnPurpose, `${name} is public, but not on the list of what may be`).toContain(name);
  });

  it('is among more than a handful, so that this test has something to walk', () => {
    expect(fields.length).toBeGreaterThan(15);
  });
});

describe('who may change accounts', () => {
  it.each(['Mutation.userDisable', 'Mutation.userRolesSet', 'Mutation.userSessionsRevoke', 'Query.user'])(
    '%s is for administrators',
    (name) => {
      expect(fields.find((field) => field.name === name)?.rule).toEqual({ role: 'ADMIN' });
    },
  );
});
