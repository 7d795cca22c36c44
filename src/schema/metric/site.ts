// The sites whose events are counted.

import { metricLimits } from '../../redis/metric/bucket.ts';
import type { SiteRecord } from '../../redis/metric/site.ts';
import { shown } from '../../resolvers/base/shown.ts';
import { type SiteFields, siteById, siteByName, siteSet, sites } from '../../resolvers/metric/site.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { ofSite } from '../base/site-right.ts';

export const Site = builder.objectRef<SiteRecord>('Site');

builder.node(Site, {
  description: 'A site whose events Mortar counts.',
  id: { resolve: ({ name }) => name },
  loadOne: siteById,
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the site, as events give it.' }),
    allowedHosts: t.stringList({
      description:
        'Hosts whose pages may send events to `POST /collect`, such as `shop.example.com` or `*.example.com`. Empty: pages of any host.',
      resolve: ({ allowedHosts }) => [...allowedHosts],
    }),
    timezone: t.exposeString('timezone', {
      description: 'IANA name of the time zone whose days the dashboard shows, such as `Europe/Berlin`.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'Time when the site was registered.',
      resolve: ({ createdAt }) => createdAt,
    }),
  }),
});

builder.queryFields((t) => ({
  sites: t.field({
    type: [Site],
    description: `The sites that the caller may use, by name: administrators all that are registered, at most ${metricLimits.sites.toLocaleString('en')}, other accounts those on which they have a role.`,
    authScopes: { user: true },
    resolve: async (_root, _args, context) => shown(await sites(context)),
  }),
  site: t.field({
    type: Site,
    nullable: true,
    description: 'A registered site by its name. Null if nobody registered it.',
    authScopes: ofSite<{ name: string }>('VIEWER', ({ name }) => name),
    args: { name: t.arg.string({ required: true, description: 'Names the site that is registered.' }) },
    resolve: (_root, { name }, context) => siteByName(name, context),
  }),
}));

const SiteSetInput = builder.inputType('SiteSetInput', {
  description: 'A site to register, or to change.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Name of the site: 1–100 letters, digits, dots, hyphens and underscores.',
    }),
    allowedHosts: t.stringList({
      description: `Hosts whose pages may send events; at most ${metricLimits.hostsPerSite}. Empty: pages of any host. Left out, they stay as they are.`,
    }),
    timezone: t.string({
      description:
        'IANA name of the time zone whose days the dashboard shows, such as `Europe/Berlin`. Default: UTC. Left out, it stays as it is.',
    }),
  }),
});

const SitePayload = payloadType<SiteFields>('SitePayload', 'The site after the change.', (t) => ({
  site: t.field({
    type: Site,
    nullable: true,
    description: 'The site as it is now, also if the change was refused. Null if there is none.',
    resolve: (payload) => payload.site,
  }),
}));

builder.mutationField('siteSet', (t) =>
  t.field({
    type: SitePayload,
    description:
      'Registers a site, which administrators may do, or changes its allowed hosts and time zone. Mortar rejects events of sites that are not registered.',
    authScopes: ofSite<{ input: { name: string } }>('EDITOR', ({ input }) => input.name),
    args: {
      input: t.arg({ type: SiteSetInput, required: true, description: 'Gives the name of the site and its hosts.' }),
    },
    resolve: (_root, { input }, context) => siteSet(input, context),
  }),
);
