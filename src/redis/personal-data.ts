// What all subjects keep of a person, for the export of an account and for its erasure. A subject that keeps something new of people is
// added here.

import { createHash } from 'node:crypto';
import type { Accounts } from './account/account.ts';
import type { ApiKeys } from './account/api-key.ts';
import type { AuditLog } from './account/audit.ts';
import type { ProviderLinks } from './account/link.ts';
import { mailQueue, type Notices } from './account/notice.ts';
import type { PersonalPage, PersonalSection } from './account/personal-data.ts';
import type { Profiles } from './account/profile.ts';
import type { SecondFactors } from './account/second-factor.ts';
import type { PageRequest } from './base/page.ts';
import type { Cart, Carts } from './cart/cart.ts';
import type { Experiments } from './experiment/experiment.ts';
import type { Jobs } from './job/job.ts';
import { searchJobs } from './job/search.ts';
import type { JobState } from './job/shapes.ts';
import type { Metrics } from './metric/metric.ts';
import type { Sites } from './metric/site.ts';
import type { SiteRoles } from './metric/site-role.ts';
import type { Orders } from './order/order.ts';
import { orderQueue } from './order/outbox.ts';
import { isOrder, type OrderRecord } from './order/record.ts';
import type { RecentViews } from './recommendation/recent-view.ts';
import type { Sessions } from './session/session.ts';

const limits = { perPage: 100, sites: 20, steps: 500 } as const;

const jobStates: readonly JobState[] = ['WAITING', 'DELAYED', 'ACTIVE', 'COMPLETED', 'DEAD', 'CANCELLED'];
/** The queues whose jobs tell of people. */
const jobSources = [mailQueue, orderQueue].flatMap((queue) => jobStates.map((state) => [queue, state] as const));

/** The stores that keep something of people. */
interface Kept {
  readonly accounts: Accounts;
  readonly profiles: Profiles;
  readonly sessions: Sessions;
  readonly secondFactors: SecondFactors;
  readonly notices: Notices;
  readonly audit: AuditLog;
  readonly apiKeys: ApiKeys;
  readonly providerLinks: ProviderLinks;
  readonly carts: Carts;
  readonly orders: Orders;
  readonly experiments: Experiments;
  readonly metrics: Metrics;
  readonly sites: Sites;
  readonly siteRoles: SiteRoles;
  readonly recentViews: RecentViews;
  readonly jobs: Jobs;
}

/** Each subject that keeps something of a person, in the order of the export. */
export function personalSections(stores: Kept): readonly PersonalSection[] {
  return [...accountSections(stores), ...shopSections(stores), ...eventSections(stores)];
}

function accountSections({
  accounts,
  profiles,
  sessions,
  secondFactors,
  apiKeys,
  providerLinks,
  notices,
  audit,
}: Kept): PersonalSection[] {
  return [
    {
      name: 'account',
      read: async ({ userId }) => {
        const [account, formerEmail] = await Promise.all([accounts.find(userId), notices.formerEmail(userId)]);
        return all(account ? [{ ...account, formerEmail }] : []);
      },
    },
    { name: 'consents', read: async ({ userId }) => all(await profiles.consents(userId)) },
    { name: 'logIns', read: async ({ userId }) => all(await sessions.logIns(userId)) },
    {
      name: 'sessions',
      read: async ({ userId }) => all((await sessions.list(userId)).map(({ id: _id, userId: _user, ...rest }) => rest)),
    },
    {
      name: 'secondFactors',
      read: async ({ userId }) => {
        const { passkeys, ...state } = await secondFactors.state(userId);
        return all([{ ...state, passkeys: passkeys.map(({ id: _id, ...rest }) => rest) }]);
      },
    },
    {
      name: 'apiKeys',
      read: async ({ userId }) =>
        all((await apiKeys.list(userId)).map(({ userId: _user, name: _name, createdById: _by, ...rest }) => rest)),
    },
    { name: 'providers', read: async ({ userId }) => all(await providerLinks.list(userId)) },
    {
      name: 'activity',
      read: async ({ userId }, after) => {
        const { entries, more } = await audit.page({ accountId: userId }, pageAfter(after));
        // Who else did something, and from where, is theirs.
        const own = entries.map(({ cursor: _cursor, accountId: _account, byId, ipAddress, ...rest }) => ({
          ...rest,
          byHolder: byId === userId,
          ipAddress: byId === null || byId === userId ? ipAddress : null,
        }));
        return { entries: own.map(plain), next: more ? (entries.at(-1)?.cursor ?? null) : null };
      },
    },
  ];
}

function shopSections({ carts, orders }: Kept): PersonalSection[] {
  return [
    {
      name: 'cart',
      read: async ({ owner }) => {
        const cart = await carts.get(owner);
        return all(cart ? [cartOf(cart)] : []);
      },
    },
    {
      name: 'checkouts',
      read: async ({ owner }) => {
        const { last, beside } = await carts.checkoutIds(owner);
        const ids = last === null ? beside : [last, ...beside];
        const records = await Promise.all(ids.map((id) => orders.record(id)));
        return all(records.flatMap((record) => (record?.owner === owner && !isOrder(record) ? [orderOf(record)] : [])));
      },
    },
    {
      name: 'orders',
      read: async ({ owner }, after) => {
        const { entries, more } = await orders.page(owner, pageAfter(after));
        const read = entries.map(({ order }) => (order instanceof Error ? null : plain(orderOf(order))));
        return {
          entries: read.filter((order) => order !== null),
          next: more ? (entries.at(-1)?.cursor ?? null) : null,
        };
      },
    },
  ];
}

function eventSections({ experiments, metrics, sites, siteRoles, recentViews, jobs }: Kept): PersonalSection[] {
  return [
    { name: 'experiments', read: async ({ userId }) => all(await experiments.seenBy(userId)) },
    {
      name: 'siteRoles',
      read: async ({ userId }) => all((await siteRoles.ofAccount(userId)).map(({ userId: _user, ...rest }) => rest)),
    },
    {
      name: 'visits',
      read: async ({ visitors }, after) => {
        const names = (await sites.list()).map(({ name }) => name).sort();
        const some = names.filter((name) => after === null || name > after).slice(0, limits.sites);
        const pairs = some.flatMap((site) => visitors.map((visitor) => [site, visitor] as const));
        const steps = pairs.map(async ([site, visitor]) =>
          (await metrics.journey(site, visitor, limits.steps)).map((step) => plain({ site, ...step })),
        );
        const entries = (await Promise.all(steps)).flat();
        const last = some.at(-1);
        return { entries, next: last !== undefined && last !== names.at(-1) ? last : null };
      },
    },
    {
      name: 'recentlyViewed',
      read: async ({ visitors }) => {
        const digests = visitors.map((visitor) => createHash('sha1').update(visitor).digest('base64url'));
        return all([...new Set((await Promise.all(digests.map((digest) => recentViews.of(digest)))).flat())]);
      },
    },
    {
      name: 'jobs',
      read: async ({ userId, owner }, after) => {
        const place = Math.max(
          0,
          jobSources.findIndex((source) => source.join() === after),
        );
        const [queue, state] = jobSources[place] as (typeof jobSources)[number];
        const { jobs: found } = await searchJobs(jobs, { queue, state, text: userId });
        const own = found.filter(({ payload }) => JSON.stringify(payload)?.match(jobOf(userId, owner)));
        const entries = own.map(({ name, createdAt, state: is }) => plain({ queue, name, state: is, createdAt }));
        return { entries, next: jobSources[place + 1]?.join() ?? null };
      },
    },
  ];
}

/** Whether a payload has the id of an account, or the owner of its cart and orders, as a text of its own. */
const jobOf = (userId: string, owner: string): RegExp => new RegExp(`"(${userId}|${owner})"`);

const pageAfter = (after: string | null): PageRequest => ({ after, size: limits.perPage, backwards: false });

const all = (entries: readonly unknown[]): PersonalPage => ({ entries: entries.map(plain), next: null });

/** As JSON has it: moments as texts, and amounts in minor units as texts, since they may be larger than a number. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? each.toString() : each)));
}

function cartOf({ lines, total, expiresAt, visitor, quantity }: Cart) {
  return {
    ...{ quantity, total, expiresAt, visitor },
    lines: lines.map(({ product, ...line }) => ({ sku: product.sku, name: product.name, ...line })),
  };
}

function orderOf({ owner: _owner, ...order }: OrderRecord) {
  // How a payment goes on is between the customer's browser and the provider.
  return { ...order, action: undefined, reference: undefined };
}
