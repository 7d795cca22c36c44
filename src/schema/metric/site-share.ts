// Links by which anybody reads the figures of a site.

import { encodeGlobalID } from '@pothos/plugin-relay';
import type { SiteRecord } from '../../redis/metric/site.ts';
import { type SiteShare as SiteShareValue, siteShareLimits } from '../../redis/metric/site-share.ts';
import {
  keyOfShare,
  type SharedSiteValue,
  type SiteShareFields,
  shareById,
  sharedSite,
  siteOfShareId,
  siteShareCreate,
  siteShareRevoke,
} from '../../resolvers/metric/site-share.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { ofSite } from '../base/site-right.ts';
import { Site } from './site.ts';

const { least, most } = siteShareLimits.password;

const SiteShare = builder.objectRef<SiteShareValue>('SiteShare');

builder.node(SiteShare, {
  description: 'A link by which anybody reads the figures of a site, without an account.',
  id: { resolve: keyOfShare },
  loadOne: shareById,
  fields: (t) => ({
    site: t.exposeString('site', { description: 'Name of the site.' }),
    name: t.exposeString('name', { description: 'What the link is for, as its maker called it.' }),
    hasPassword: t.exposeBoolean('hasPassword', { description: 'Whether readers need a password.' }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the link stops working. Null if it works until it is revoked.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'Time when the link was created.',
      resolve: ({ createdAt }) => createdAt,
    }),
  }),
});

builder.objectField(Site, 'shares', (t) =>
  t.field({
    type: [SiteShare],
    isolated: true,
    complexity: { multiplier: siteShareLimits.perSite },
    description: `The share links of the site that work, the oldest first; at most ${siteShareLimits.perSite}.`,
    authScopes: ofSite<object, SiteRecord>('EDITOR', (_args, { name }) => name),
    resolve: ({ name }, _args, { stores }) => stores.siteShares.list(name),
  }),
);

const SharedSiteState = builder.enumType('SharedSiteState', {
  description: 'Whether a share link works for the caller.',
  values: {
    OPEN: { description: 'The link shows the figures of its site.' },
    PASSWORD_REQUIRED: { description: 'The link needs its password, in the header `X-Mortar-Share-Password`.' },
    PASSWORD_WRONG: { description: 'The password is wrong.' },
    LOCKED: { description: 'Too many wrong passwords came from the network of the caller.' },
  } as const,
});

const SharedSite = builder.objectRef<SharedSiteValue>('SharedSite').implement({
  description: 'The site that a share link shows.',
  fields: (t) => ({
    state: t.field({
      type: SharedSiteState,
      description: 'Whether the link works. All else is null if it does not.',
      resolve: ({ state }) => state,
    }),
    name: t.exposeString('name', { nullable: true, description: 'Name of the site. Pass it to `metrics` as `site`.' }),
    timezone: t.exposeString('timezone', {
      nullable: true,
      description: 'IANA name of the time zone whose days the dashboard shows.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the link stops working. Null also if it works until it is revoked.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'If the state is LOCKED: after how many seconds the caller may try again.',
    }),
  }),
});

builder.queryField('sharedSite', (t) =>
  t.field({
    type: SharedSite,
    nullable: true,
    description:
      'The site that the share link in the header `X-Mortar-Share` shows. Null without the header, and if there is no such link any more.',
    authScopes: { public: true },
    resolve: (_root, _args, context) => sharedSite(context),
  }),
);

const SiteShareCreateInput = builder.inputType('SiteShareCreateInput', {
  description: 'A share link to create.',
  fields: (t) => ({
    site: t.string({ required: true, description: 'Name of the site.' }),
    name: t.string({
      required: true,
      description: `What the link is for: 1–${siteShareLimits.nameLength} characters.`,
    }),
    password: t.string({ description: `Password that readers need: ${least}–${most} characters. Default: none.` }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Time when the link stops working. Default: it works until it is revoked.',
    }),
  }),
});

const SiteShareRevokeInput = builder.inputType('SiteShareRevokeInput', {
  description: 'The share link to revoke.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the SiteShare.' }) }),
});

const SiteSharePayload = payloadType<SiteShareFields>(
  'SiteSharePayload',
  'The result of a mutation that changes a share link.',
  (t) => ({
    share: t.field({
      type: SiteShare,
      nullable: true,
      description: 'The link as it is now, or was when it was revoked. Null if there is none.',
      resolve: ({ share }) => share,
    }),
    token: t.string({
      nullable: true,
      description:
        'The secret of a new link, which Mortar returns only here. Readers send it in the header `X-Mortar-Share`, or open the dashboard at `/dashboard/share#token=` with it.',
      resolve: ({ token }) => token,
    }),
    deletedId: t.id({
      nullable: true,
      description: 'The id of the link that was revoked. Null if none was.',
      resolve: ({ share, revoked }) => (share && revoked ? encodeGlobalID('SiteShare', keyOfShare(share)) : null),
    }),
  }),
);

builder.mutationFields((t) => ({
  siteShareCreate: t.field({
    type: SiteSharePayload,
    description:
      'Creates a link by which anybody reads the figures of a site, without an account. Fails with INVALID or LIMIT_EXCEEDED.',
    authScopes: ofSite<{ input: { site: string } }>('EDITOR', ({ input }) => input.site),
    args: {
      input: t.arg({ type: SiteShareCreateInput, required: true, description: 'Describes the link to create.' }),
    },
    resolve: (_root, { input }, context) => siteShareCreate(input, context),
  }),
  siteShareRevoke: t.field({
    type: SiteSharePayload,
    description: 'Revokes a share link. Live streams by it end at once. Fails with NOT_FOUND.',
    authScopes: ofSite<{ input: { id: string } }>('EDITOR', ({ input }) => siteOfShareId(input.id)),
    args: {
      input: t.arg({ type: SiteShareRevokeInput, required: true, description: 'Names the link to revoke.' }),
    },
    resolve: (_root, { input }, context) => siteShareRevoke(input.id, context),
  }),
}));
