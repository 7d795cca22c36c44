// The one Pothos builder that every subject's types are registered on.

// What the plugins declare is part of the builder's type. Its declaration keeps no other kind of import.
import '@pothos/plugin-complexity';
import '@pothos/plugin-relay';
import '@pothos/plugin-scope-auth';
import '@pothos/plugin-validation';
import './isolation.ts';
import './role-sentence.ts';
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { pageCost, pageLimits } from '../../resolvers/base/page.ts';
import { hasSiteRight, type SiteRight } from '../../resolvers/base/site-right.ts';
import credentialPlugin, { deadCredential } from './credential.ts';
import { describeSize } from './size.ts';

type Role = 'CUSTOMER' | 'WORKER' | 'ADMIN';

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };

    CurrencyCode: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Decimal: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    SafeInt: { Input: number; Output: number };
    /** Of a subgraph only: see schema/federation.ts. */
    _Any: { Input: unknown; Output: unknown };
  };
  AuthScopes: {
    /** Anyone at all: written down so that a public field is public on purpose. */
    public: boolean;
    /** Any live session, a guest's too. */
    session: boolean;
    /** A logged-in account. */
    user: boolean;
    /** An account with this role; an administrator has every role. */
    role: Role;
    /** An account with this role on a site, or an administrator: see ofSite. */
    site: SiteRight;
  };
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [
    credentialPlugin,
    ScopeAuthPlugin,
    RelayPlugin,
    ComplexityPlugin,
    ValidationPlugin,
    'isolation',
    'roleSentence',
  ],
  defaultFieldNullability: false,
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    // A page costs what its objects cost, as many times as it may hold: the two lists in it are not lists once more.
    defaultConnectionFieldOptions: {
      complexity: ({ first, last }) => ({ multiplier: pageCost(first ?? last, pageLimits) }),
    },
    edgesFieldOptions: {
      nullable: false,
      complexity: { multiplier: 1 },
      description: 'The objects of this page with their cursors.',
    },
    // One that cannot be read leaves the others of its page.
    nodeFieldOptions: { nullable: false, isolated: true, description: 'The object of this edge.' },
    nodesOnConnection: {
      isolated: true,
      complexity: { multiplier: 1 },
      description: 'The objects of this page, without their cursors.',
    },
    nodeTypeOptions: { description: 'An object that has a global id, which `node` takes.' },
    idFieldOptions: {
      description: 'The global id, unique in the whole API. Pass it to `node` to fetch this object again.',
    },
    // In base/node.ts.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'The position of a page of a connection in the whole list.', shareable: true },
    hasNextPageFieldOptions: { description: 'Whether there is more after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there is more before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first edge of this page.' },
    endCursorFieldOptions: { description: 'Cursor of the last edge of this page.' },
    cursorFieldOptions: { description: 'Position of this edge: give it as `after` or `before`.' },
    pageInfoFieldOptions: { description: 'The position of this page in the whole list.' },
    firstArgOptions: { description: describeSize('Number of entries to return from the start.', pageLimits) },
    lastArgOptions: { description: describeSize('Number of entries to return from the end.', pageLimits) },
    afterArgOptions: { description: 'Return what comes after this cursor.' },
    beforeArgOptions: { description: 'Return what comes before this cursor.' },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    treatErrorsAsUnauthorized: false,
    authScopes: (context) => ({
      public: true,
      session: context.session !== null,
      user: context.session?.userId != null,
      role: (role) => context.session?.roles.some((held) => held === role || held === 'ADMIN') ?? false,
      site: (right) => hasSiteRight(right, context),
    }),
    unauthorizedError: (_parent, context, info) => {
      if (context.deadCredential) return deadCredential();
      return context.session?.userId == null
        ? apiError('UNAUTHENTICATED', `${info.fieldName} needs a session that has the right to it: log in first.`)
        : apiError('FORBIDDEN', `Your account does not have the right to ${info.fieldName}.`);
    },
  },
  // The points of an operation are added up, and its limit is held, before it runs: see server/operation-guard.ts.
  complexity: { defaultComplexity: 1, defaultListMultiplier: 10, disabled: true },
  validation: {
    validationError: ({ issues }) => {
      const paths = issues.map(
        (issue) => issue.path?.map((part) => String(typeof part === 'object' ? part.key : part)) ?? [],
      );
      const message = issues
        .map((issue, index) => (paths[index]?.length ? `${paths[index].join('.')}: ${issue.message}` : issue.message))
        .join('; ');
      return apiError('BAD_USER_INPUT', message, { field: paths[0] });
    },
  },
});

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({ description: 'Everything that can be changed.' });
builder.subscriptionType({
  description: 'Everything that can be watched live, over WebSocket or server-sent events.',
});
