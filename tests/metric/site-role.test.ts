// Accounts that may use one site without being administrators.

import { randomUUID } from 'node:crypto';
import { getNamedType, isInputObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { metricKeys } from '../../src/redis/metric/keys.ts';
import { siteShareLimits } from '../../src/redis/metric/site-share.ts';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { postGraphql } from '../support/post.ts';

const app = await openTestApp();
const { stores } = app;
const globalId = (type: string, key: string): string => Buffer.from(`${type}:${key}`).toString('base64');
const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
for (const site of ['blog', 'shop']) await stores.sites.set(site);

async function account(verified = true) {
  const email = `${randomUUID()}@example.com`;
  const { id } = await stores.accounts.create({ email, password: 'a long enough password', verified });
  const issued = await stores.sessions.start({ userId: id, transport: 'BEARER', client });
  return { id, email, token: issued?.token ?? '' };
}
const admin = await app.token('ADMIN');
const [viewer, editor, nobody] = [await account(), await account(), await account()];
await stores.siteRoles.set('blog', viewer.id, 'VIEWER');
await stores.siteRoles.set('blog', editor.id, 'EDITOR');

interface Roles {
  readonly nodes: readonly { readonly email: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
interface Answered {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}
async function ask(query: string, token?: string): Promise<Answered> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  return (await postGraphql(app.endpoint, { query }, headers)).body as Answered;
}
const codeOf = async (query: string, token?: string) => (await ask(query, token)).errors?.[0]?.extensions.code ?? 'OK';

const now = Date.now();
const range = `from: "${new Date(now - 3_600_000).toISOString()}", to: "${new Date(now + 3_600_000).toISOString()}"`;
const [from, to] = [now - 86_400_000, now].map((at) => new Date(at).toISOString().slice(0, 10));

/** Every root field that gives or changes something of one site, for a site. */
const ofViewers: Record<string, (site: string) => string> = {
  'Query.metrics': (site) => `{ metrics(site: "${site}") { totals(${range}) { pageViews }
    series(metric: PAGE_VIEWS, interval: HOUR, ${range}) { value } top(dimension: PAGE, ${range}) { key }
    funnel(steps: ["/"], ${range}) { visitors } retention(from: "${from}T00:00:00Z", days: 1) { size }
    goals(${range}) { conversions } live { pageViews } dropped(${range}) { key } completeFrom { days } } }`,
  'Query.metricsExport': (site) => `{ metricsExport(site: "${site}", from: "${from}", to: "${to}") { text } }`,
  'Query.site': (site) => `{ site(name: "${site}") { name timezone viewerRole } }`,
  'Subscription.liveMetrics': () => '',
};
const ofEditors: Record<string, (site: string) => string> = {
  'Mutation.goalSet': (site) =>
    `mutation { goalSet(input: { site: "${site}", name: "g", page: "/" }) { goal { name } } }`,
  'Mutation.goalDelete': (site) => `mutation { goalDelete(input: { site: "${site}", name: "g" }) { deletedId } }`,
  'Mutation.siteSet': (site) => `mutation { siteSet(input: { name: "${site}", timezone: "UTC" }) { site { name } } }`,
  'Mutation.siteRoleSet': (site) =>
    `mutation { siteRoleSet(input: { site: "${site}", id: "${globalId('User', nobody.id)}", role: VIEWER }) { siteRole { role } userErrors { code } } }`,
  'Mutation.siteShareCreate': (site) =>
    `mutation { siteShareCreate(input: { site: "${site}", name: "n" }) { share { id } } }`,
  'Mutation.siteShareRevoke': (site) =>
    `mutation { siteShareRevoke(input: { id: "${globalId('SiteShare', `${site} d`)}" }) { userErrors { code } } }`,
  'Mutation.siteRoleRemove': (site) =>
    `mutation { siteRoleRemove(input: { id: "${globalId('SiteRole', `${site} ${nobody.id}`)}" }) { deletedId userErrors { code } } }`,
};
const ofAdministrators = [
  'Mutation.visitorErase',
  'Query.visitorExport',
  'Subscription.analyticsEvents',
  // Everybody may send events; what they add up to is guarded.
  'Mutation.track',
];

test('each root field of one site is guarded by the role on it, or by the role ADMIN', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const found = roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {}).flatMap(({ name, args, type, extensions }) => {
      const inputs = args.flatMap((arg) => {
        const of = getNamedType(arg.type);
        return isInputObjectType(of) ? Object.keys(of.getFields()) : [arg.name];
      });
      const isOfSite = inputs.includes('site') || /^Site(Role|Share)?(Payload)?$/.test(String(getNamedType(type)));
      if (!isOfSite || name === 'sites') return [];
      const { authScopes } = extensions.pothosOptions as { authScopes: { site?: string; role?: string } };
      return [[`${root?.name}.${name}`, authScopes.site ?? authScopes.role ?? 'public'] as const];
    }),
  );
  const expected = [
    ...Object.keys(ofViewers).map((name) => [name, 'VIEWER']),
    ...Object.keys(ofEditors).map((name) => [name, 'EDITOR']),
    ...ofAdministrators.map((name) => [name, name === 'Mutation.track' ? 'public' : 'ADMIN']),
  ];
  expect(found.sort()).toEqual(expected.sort());
});

test.each(Object.entries({ ...ofViewers, ...ofEditors }).filter(([name]) => !name.startsWith('Subscription')))(
  '%s is open to those with the role on that very site',
  async (name, document) => {
    const editing = name in ofEditors;
    expect({
      administrator: await codeOf(document('blog'), admin),
      editor: await codeOf(document('blog'), editor.token),
      viewer: await codeOf(document('blog'), viewer.token),
      editorElsewhere: await codeOf(document('shop'), editor.token),
      viewerElsewhere: await codeOf(document('default'), viewer.token),
      unregistered: await codeOf(document('nobodys'), editor.token),
      nobody: await codeOf(document('shop'), nobody.token),
      stranger: await codeOf(document('blog')),
    }).toEqual({
      ...{ administrator: 'OK', editor: 'OK', viewer: editing ? 'FORBIDDEN' : 'OK' },
      ...{ editorElsewhere: 'FORBIDDEN', viewerElsewhere: 'FORBIDDEN', unregistered: 'FORBIDDEN' },
      ...{ nobody: 'FORBIDDEN', stranger: 'UNAUTHENTICATED' },
    });
  },
);

test('a viewer sees its own sites, and neither visitors, nor people, nor other sites by their ids', async () => {
  const list = '{ sites { name viewerRole } viewer { siteRoles { site role } } }';
  const [site, siteRoles] = [{ name: 'blog', viewerRole: 'VIEWER' }, [{ site: 'blog', role: 'VIEWER' }]];
  expect((await ask(list, viewer.token)).data).toEqual({ sites: [site], viewer: { siteRoles } });
  expect((await ask(list, admin)).data?.sites).toHaveLength(3);
  const journey = '{ metrics(site: "blog") { journey(visitorId: "ann") { path } } }';
  expect(await codeOf(journey, viewer.token)).toBe('FORBIDDEN');
  expect(await codeOf('{ site(name: "blog") { roles { nodes { email } } } }', viewer.token)).toBe('FORBIDDEN');
  await stores.siteGoals.set({ site: 'shop', name: 'g', page: '/' });
  const hidden = [
    ['Metrics', 'shop'],
    ['Site', 'shop'],
    ['Goal', 'shop g'],
    ['SiteRole', `blog ${editor.id}`],
  ] as const;
  const ids = hidden.map(([type, key]) => globalId(type, key));
  const nodes = `{ nodes(ids: ${JSON.stringify([...ids, globalId('Metrics', 'blog')])}) { __typename } }`;
  const seen = [null, null, null, null, { __typename: 'Metrics' }];
  expect((await ask(nodes, viewer.token)).data).toEqual({ nodes: seen });
});

test('an editor lists people page by page, gives a role by a confirmed address only, and each change is in the audit log', async () => {
  const [known, unconfirmed] = [await account(), await account(false)];
  const give = (email: string) =>
    ask(
      `mutation { siteRoleSet(input: { site: "blog", email: "${email}", role: VIEWER }) { siteRole { id email role } userErrors { code field message } } }`,
      editor.token,
    );
  const given = (await give(known.email)).data?.siteRoleSet as { siteRole: { id: string } };
  expect(given).toMatchObject({ siteRole: { email: known.email, role: 'VIEWER' }, userErrors: [] });
  // As if there was no such account.
  const [there, not] = [await give(unconfirmed.email), await give('not.there@example.com')];
  expect(there).toEqual(not);
  expect(not.data).toMatchObject({
    siteRoleSet: { siteRole: null, userErrors: [{ code: 'NOT_FOUND', field: ['email'] }] },
  });
  const emails: string[] = [];
  for (let after = ''; ; ) {
    const page = await ask(
      `{ site(name: "blog") { roles(first: 1${after && `, after: "${after}"`}) { nodes { email } pageInfo { hasNextPage endCursor } totalCount } } }`,
      editor.token,
    );
    const { nodes, pageInfo } = (page.data as { site: { roles: Roles } }).site.roles;
    emails.push(...nodes.map(({ email }) => email));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(emails).toEqual(expect.arrayContaining([viewer.email, editor.email, known.email]));
  expect(new Set(emails).size).toBe(emails.length);
  await ask(`mutation { siteRoleRemove(input: { id: "${given.siteRole.id}" }) { deletedId } }`, editor.token);
  await stores.audit.settle();
  const { entries } = await stores.audit.page(
    { accountId: known.id, kinds: ['site_role_changed'] },
    { after: null, size: 9, backwards: false },
  );
  expect(entries).toMatchObject([
    { byId: editor.id, reason: 'blog', before: 'VIEWER', after: null },
    { byId: editor.id, reason: 'blog', before: null, after: 'VIEWER' },
  ]);
});

test('a role that is taken away ends the live figures at once, and one that is left does not', async () => {
  const [leaves, stays] = [await account(), await account()];
  const streams = [];
  for (const { id, token } of [leaves, stays]) {
    await stores.siteRoles.set('shop', id, 'VIEWER');
    const results = readEventStream(
      app.endpoint,
      token,
      'subscription { liveMetrics(site: "shop", everyMs: 100) { pageViews } }',
    );
    expect((await results.next()).value).toMatchObject({ data: { liveMetrics: { pageViews: 0 } } });
    streams.push(results);
  }
  await stores.siteRoles.remove('shop', leaves.id);
  expect((await streams[0]?.next())?.value).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  await stores.metrics.track('shop', [{ eventId: 'e', type: 'PAGE_VIEW', visitorId: 'ann', path: '/' }]);
  expect((await streams[1]?.next())?.value).toMatchObject({ data: { liveMetrics: { pageViews: 1 } } });
  await streams[1]?.return(undefined);
});

describe('a share link', () => {
  interface Created {
    readonly siteShareCreate: { readonly share: { readonly id: string }; readonly token: string };
  }
  const create = async (input: string): Promise<Created['siteShareCreate']> => {
    const query = `mutation { siteShareCreate(input: { site: "blog", name: "Board", ${input} }) { share { id hasPassword expiresAt } token } }`;
    return ((await ask(query, editor.token)).data as unknown as Created).siteShareCreate;
  };
  const by = async (token: string, query: string, password?: string): Promise<Answered> => {
    const headers = {
      'x-mortar-share': token,
      ...(password && { 'x-mortar-share-password': encodeURIComponent(password) }),
    };
    return (await postGraphql(app.endpoint, { query }, headers)).body as Answered;
  };
  const state = async (token: string, password?: string) =>
    ((await by(token, '{ sharedSite { state name timezone } }', password)).data?.sharedSite as { state: string } | null)
      ?.state;

  test('shows the figures of its site, live too, and nothing else, until it is revoked', async () => {
    const { token, share } = await create('');
    expect(await state(token)).toBe('OPEN');
    const answer = await by(token, ofViewers['Query.metrics']?.('blog') ?? '');
    expect([answer.errors, answer.data?.metrics]).toEqual([undefined, expect.anything()]);
    const codes: Record<string, unknown> = {};
    const journey = '{ metrics(site: "blog") { journey(visitorId: "ann") { path } } }';
    const others = { ...ofEditors, ...ofViewers, journey: (_site: string) => journey };
    for (const [name, document] of Object.entries(others)) {
      if (name.startsWith('Subscription')) continue;
      const site = name === 'Query.metrics' ? 'shop' : 'blog';
      codes[name] = (await by(token, document(site))).errors?.[0]?.extensions.code;
    }
    for (const query of [
      `{ visitorExport(site: "blog", visitorId: "ann") { text } }`,
      '{ sites { name } }',
      '{ orders { totalCount } }',
    ])
      codes[query] = (await by(token, query)).errors?.[0]?.extensions.code;
    expect(codes).toEqual(Object.fromEntries(Object.keys(codes).map((name) => [name, 'UNAUTHENTICATED'])));
    const live = readEventStream(
      app.endpoint,
      '',
      'subscription { liveMetrics(site: "blog") { pageViews } }',
      undefined,
      {
        'x-mortar-share': token,
      },
    );
    expect((await live.next()).value).toMatchObject({ data: { liveMetrics: { pageViews: 0 } } });
    const nodes = `{ nodes(ids: ["${globalId('Metrics', 'blog')}", "${share.id}"]) { __typename } }`;
    expect((await by(token, nodes)).data).toEqual({ nodes: [null, null] });
    const revoke = `mutation { siteShareRevoke(input: { id: "${share.id}" }) { deletedId } }`;
    expect((await ask(revoke, editor.token)).data).toEqual({ siteShareRevoke: { deletedId: share.id } });
    expect((await live.next()).value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await state(token)).toBeUndefined();
    expect((await by(token, '{ metrics(site: "blog") { site } }')).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
    await stores.audit.settle();
    const { entries } = await stores.audit.page(
      { byId: editor.id, kinds: ['site_share_created', 'site_share_revoked'] },
      { after: null, size: 2, backwards: false },
    );
    expect(entries).toMatchObject([
      { kind: 'site_share_revoked', reason: 'blog' },
      { kind: 'site_share_created', reason: 'blog' },
    ]);
  });

  test('with a password opens with that alone, and ten guesses are all that a network has', async () => {
    const { token } = await create('password: "süße Kirschen"');
    expect(await state(token)).toBe('PASSWORD_REQUIRED');
    expect(await state(token, 'süße Kirschen')).toBe('OPEN');
    for (let guess = 0; guess < siteShareLimits.guesses; guess++)
      expect(await state(token, 'saure Gurken')).toBe('PASSWORD_WRONG');
    expect([await state(token, 'saure Gurken'), await state(token, 'süße Kirschen')]).toEqual(['LOCKED', 'LOCKED']);
    const kept = JSON.stringify(
      await app.stores.redis.client.hgetall(metricKeys.siteShares(app.stores.redis.prefix, 'blog')),
    );
    expect(kept).not.toContain(token.split('.')[0]);
  });

  test('that ends by itself ends its streams', async () => {
    const live = 'subscription { liveMetrics(site: "blog") { pageViews } }';
    // On a slow machine a link may be over before its stream begins: then once more, with a longer one.
    for (const ms of [1_000, 5_000, 25_000]) {
      const expiresAt = new Date(Date.now() + ms);
      const { token } = await stores.siteShares.create({ site: 'blog', name: 'soon', expiresAt });
      const results: object[] = [];
      for await (const result of readEventStream(app.endpoint, '', live, undefined, { 'x-mortar-share': token }))
        results.push(result);
      expect(await state(token)).toBeUndefined();
      if (results.length < 2) continue;
      expect(results.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      return;
    }
    throw new Error('no stream began before the end of its link');
  });
});
