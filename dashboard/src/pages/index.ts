// Every page of the dashboard, in the order of the navigation. A page's code is loaded when it is opened.

import { type ComponentType, lazy } from 'react';
import { type Account, isAdministrator } from '../session.tsx';
import type { OpenPageProps, PageProps } from './page-props.ts';

export interface PageEntry {
  name: string;
  title: string;
  administratorsOnly: boolean;
  /** Also for accounts that have a role on a site. */
  ofSites?: boolean;
  /** Not in the navigation: a link leads here. */
  unlisted?: boolean;
  /** Its address may name one of what it lists, as in /dashboard/queues/orders. */
  ofItems?: boolean;
  View: ComponentType<PageProps>;
}

const pages: readonly PageEntry[] = [
  {
    name: 'live',
    title: 'Live',
    administratorsOnly: true,
    View: lazy(async () => ({ default: (await import('./metric/live-page.tsx')).LivePage })),
  },
  {
    name: 'traffic',
    title: 'Traffic',
    administratorsOnly: true,
    ofSites: true,
    View: lazy(async () => ({ default: (await import('./metric/traffic-page.tsx')).TrafficPage })),
  },
  {
    name: 'queues',
    title: 'Queues',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./job/queues-page.tsx')).QueuesPage })),
  },
  {
    name: 'rate-limits',
    title: 'Rate limits',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./rate-limit/rate-limits-page.tsx')).RateLimitsPage })),
  },
  {
    name: 'services',
    title: 'Services',
    administratorsOnly: true,
    View: lazy(async () => ({ default: (await import('./service/services-page.tsx')).ServicesPage })),
  },
  {
    name: 'topics',
    title: 'Topics',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./message/topics-page.tsx')).TopicsPage })),
  },
  {
    name: 'webhooks',
    title: 'Webhooks',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./webhook/webhooks-page.tsx')).WebhooksPage })),
  },
  {
    name: 'cache',
    title: 'Cache',
    administratorsOnly: true,
    View: lazy(async () => ({ default: (await import('./cache/cache-page.tsx')).CachePage })),
  },
  {
    name: 'experiments',
    title: 'Experiments',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./experiment/experiments-page.tsx')).ExperimentsPage })),
  },
  {
    name: 'flags',
    title: 'Flags',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./flag/flags-page.tsx')).FlagsPage })),
  },
  {
    name: 'catalogue',
    title: 'Catalogue',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./catalogue/catalogue-page.tsx')).CataloguePage })),
  },
  {
    name: 'search-words',
    title: 'Search words',
    administratorsOnly: true,
    unlisted: true,
    View: lazy(async () => ({ default: (await import('./catalogue/search-words-page.tsx')).SearchWordsPage })),
  },
  {
    name: 'all-orders',
    title: 'Orders',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./order/all-orders-page.tsx')).AllOrdersPage })),
  },
  {
    name: 'prices',
    title: 'Prices',
    administratorsOnly: true,
    View: lazy(async () => ({ default: (await import('./pricing/prices-page.tsx')).PricesPage })),
  },
  {
    name: 'accounts',
    title: 'Accounts',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./account/accounts-page.tsx')).AccountsPage })),
  },
  {
    name: 'audit',
    title: 'Audit log',
    administratorsOnly: true,
    ofItems: true,
    View: lazy(async () => ({ default: (await import('./account/audit-page.tsx')).AuditPage })),
  },
  {
    name: 'mail',
    title: 'Mail',
    administratorsOnly: true,
    View: lazy(async () => ({ default: (await import('./account/mail-page.tsx')).MailPage })),
  },
  {
    name: 'connect',
    title: 'Connect your app',
    administratorsOnly: true,
    View: lazy(async () => ({ default: (await import('./connect/connect-page.tsx')).ConnectPage })),
  },
  {
    name: 'orders',
    title: 'Cart and orders',
    administratorsOnly: false,
    View: lazy(async () => ({ default: (await import('./order/orders-page.tsx')).OrdersPage })),
  },
  {
    name: 'profile',
    title: 'Profile',
    administratorsOnly: false,
    View: lazy(async () => ({ default: (await import('./account/profile-page.tsx')).ProfilePage })),
  },
  {
    name: 'sessions',
    title: 'Devices',
    administratorsOnly: false,
    View: lazy(async () => ({ default: (await import('./session/sessions-page.tsx')).SessionsPage })),
  },
  {
    name: 'security',
    title: 'Security',
    administratorsOnly: false,
    View: lazy(async () => ({ default: (await import('./account/security-page.tsx')).SecurityPage })),
  },
  {
    name: 'activity',
    title: 'Activity',
    administratorsOnly: false,
    View: lazy(async () => ({ default: (await import('./account/activity-page.tsx')).ActivityPage })),
  },
  {
    name: 'change-email',
    title: 'Another e-mail address',
    administratorsOnly: false,
    unlisted: true,
    View: lazy(async () => ({ default: (await import('./account/change-email-page.tsx')).ChangeEmailPage })),
  },
  {
    name: 'verify-email',
    title: 'E-mail address',
    administratorsOnly: false,
    unlisted: true,
    View: lazy(async () => ({ default: (await import('./account/verify-email-page.tsx')).VerifyEmailPage })),
  },
];

/** The pages that who is not logged in can open, by their names. */
export const openPages: ReadonlyMap<string, ComponentType<OpenPageProps>> = new Map([
  [
    'password-reset',
    lazy(async () => ({ default: (await import('./account/password-reset-page.tsx')).PasswordResetPage })),
  ],
  ['invitation', lazy(async () => ({ default: (await import('./account/invitation-page.tsx')).InvitationPage }))],
  ['sign-up', lazy(async () => ({ default: (await import('./account/sign-up-page.tsx')).SignUpPage }))],
  ['provider', lazy(async () => ({ default: (await import('./account/provider-page.tsx')).ProviderPage }))],
  ['order', lazy(async () => ({ default: (await import('./order/linked-order-page.tsx')).LinkedOrderPage }))],
  ['share', lazy(async () => ({ default: (await import('./metric/share-page.tsx')).SharePage }))],
  ['log-in', lazy(async () => ({ default: (await import('./account/log-in-by-mail-page.tsx')).LogInByMailPage }))],
]);

/** A page by its name, whoever may open it. */
export function findPage(name: string): PageEntry | undefined {
  return pages.find((page) => page.name === name);
}

export function pagesFor(account: Account): readonly PageEntry[] {
  return pages.filter(
    ({ administratorsOnly, ofSites }) =>
      !administratorsOnly || isAdministrator(account) || (ofSites && account.usesSites),
  );
}
