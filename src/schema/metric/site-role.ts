// Who may use a site without being an administrator.

import { encodeGlobalID } from '@pothos/plugin-relay';
import type { SiteRecord } from '../../redis/metric/site.ts';
import { type SiteRoleRecord, siteRoleLimits } from '../../redis/metric/site-role.ts';
import {
  emailOfRole,
  keyOfSiteRole,
  type SiteRoleFields,
  siteOfRoleId,
  siteRoleById,
  siteRoleOfViewer,
  siteRolePage,
  siteRoleRemove,
  siteRoleSet,
  siteRolesOfViewer,
} from '../../resolvers/metric/site-role.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { ofSite } from '../base/site-right.ts';
import { Viewer } from '../session/viewer.ts';
import { Site } from './site.ts';

const SiteRight = builder.enumType('SiteRight', {
  description: 'What an account may do with a site. An administrator may do all of it without a role.',
  values: {
    VIEWER: { description: 'May read the figures of the site.' },
    EDITOR: { description: 'May also set its goals, allowed hosts, time zone, people and share links.' },
  } as const,
});

const SiteRole = builder.objectRef<SiteRoleRecord>('SiteRole');

builder.node(SiteRole, {
  description: 'The role of an account on a site.',
  id: { resolve: keyOfSiteRole },
  loadOne: siteRoleById,
  fields: (t) => ({
    site: t.exposeString('site', { description: 'Name of the site.' }),
    userId: t.globalID({
      description: 'The id of the account.',
      resolve: ({ userId }) => ({ type: 'User', id: userId }),
    }),
    email: t.string({
      nullable: true,
      isolated: true,
      description: 'The e-mail address of the account. Null if the account is gone.',
      resolve: (role, _args, context) => emailOfRole(role, context),
    }),
    role: t.field({ type: SiteRight, description: 'What the account may do.', resolve: ({ role }) => role }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'Time when the account got its first role on the site.',
      resolve: ({ createdAt }) => createdAt,
    }),
  }),
});

const SiteRoleConnection = builder.connectionObject(
  { type: SiteRole, name: 'SiteRoleConnection', description: 'A page of the accounts with a role on a site.' },
  { name: 'SiteRoleEdge', description: 'A role in a page, with its cursor.' },
);

builder.objectFields(Site, (t) => ({
  viewerRole: t.field({
    type: SiteRight,
    isolated: true,
    description: 'What the caller may do with the site: EDITOR for administrators.',
    resolve: ({ name }, _args, context) => siteRoleOfViewer(name, context),
  }),
  roles: t.connection(
    {
      type: SiteRole,
      isolated: true,
      description: `The accounts with a role on the site, by their ids; at most ${siteRoleLimits.perSite}.`,
      authScopes: ofSite<object, SiteRecord>('EDITOR', (_args, { name }) => name),
      resolve: ({ name }, args, context) => siteRolePage(name, args, context),
    },
    SiteRoleConnection,
  ),
}));

builder.objectField(Viewer, 'siteRoles', (t) =>
  t.field({
    type: [SiteRole],
    isolated: true,
    complexity: { multiplier: siteRoleLimits.perAccount },
    description: `The roles of the caller’s account on sites, by site; at most ${siteRoleLimits.perAccount}. Administrators may use every site without one.`,
    resolve: (_viewer, _args, context) => siteRolesOfViewer(context),
  }),
);

const SiteRoleSetInput = builder.inputType('SiteRoleSetInput', {
  description: 'The role that an account is to have on a site. Give either `email` or `id`.',
  fields: (t) => ({
    site: t.string({ required: true, description: 'Name of the site.' }),
    email: t.string({
      description:
        'The e-mail address of the account. If the caller is no administrator, its holder must have confirmed it.',
    }),
    id: t.id({ description: 'The id of the account.' }),
    role: t.field({ type: SiteRight, required: true, description: 'What the account may do.' }),
  }),
});

const SiteRoleRemoveInput = builder.inputType('SiteRoleRemoveInput', {
  description: 'The role to take away.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the SiteRole.' }) }),
});

const SiteRolePayload = payloadType<SiteRoleFields>(
  'SiteRolePayload',
  'The result of a mutation that changes the role of an account on a site.',
  (t) => ({
    siteRole: t.field({
      type: SiteRole,
      nullable: true,
      description: 'The role as it is now, or was when it was taken away. Null if there is none.',
      resolve: ({ siteRole }) => siteRole,
    }),
    deletedId: t.id({
      nullable: true,
      description: 'The id of the role that was taken away. Null if none was.',
      resolve: ({ siteRole, removed }) =>
        siteRole && removed ? encodeGlobalID('SiteRole', keyOfSiteRole(siteRole)) : null,
    }),
  }),
);

builder.mutationFields((t) => ({
  siteRoleSet: t.field({
    type: SiteRolePayload,
    description:
      'Gives an account a role on a site, in place of the one that it has. It takes effect at once. Fails with NOT_FOUND or LIMIT_EXCEEDED.',
    authScopes: ofSite<{ input: { site: string } }>('EDITOR', ({ input }) => input.site),
    args: {
      input: t.arg({
        type: SiteRoleSetInput,
        required: true,
        description: 'Names the account, the site and the role.',
      }),
    },
    resolve: (_root, { input }, context) => siteRoleSet(input, context),
  }),
  siteRoleRemove: t.field({
    type: SiteRolePayload,
    description:
      'Takes the role on a site from an account. Its live streams of the site end at once. Fails with NOT_FOUND.',
    authScopes: ofSite<{ input: { id: string } }>('EDITOR', ({ input }) => siteOfRoleId(input.id)),
    args: {
      input: t.arg({ type: SiteRoleRemoveInput, required: true, description: 'Names the role to take away.' }),
    },
    resolve: (_root, { input }, context) => siteRoleRemove(input.id, context),
  }),
}));
