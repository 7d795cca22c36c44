// How long sessions live, and how often they are looked after.

import type { Role } from './role.ts';

export interface SessionSettings {
  /** An account's session that is not used for so long ends. */
  readonly idleMs: number;
  /** However busy it is, an account's session ends after this time. */
  readonly absoluteMs: number;
  /** The same of an administrator's, if they are shorter. */
  readonly adminIdleMs: number;
  readonly adminAbsoluteMs: number;
  /** The same of who asked to be remembered, and is no administrator. */
  readonly rememberedIdleMs: number;
  readonly rememberedAbsoluteMs: number;
  /** The same of a guest's, which opens a cart and nothing else. */
  readonly guestIdleMs: number;
  readonly guestAbsoluteMs: number;
  /** A former token works for so long, for requests in flight. */
  readonly graceMs: number;
  /** Use of a session is written down, and its life prolonged, at most once in this time. */
  readonly touchMs: number;
  /** A change of network after less than this since the last use is sudden. */
  readonly suddenMs: number;
  /** With one more the least recently used goes. */
  readonly maxPerUser: number;
  /** Roles that a session has only if a second factor was given for it. */
  readonly strongRoles: readonly Role[];
}

/** What bounds the sessions, whatever they are set to. */
export const sessionLimits = {
  /** The newest changes of a shard, for processes that remember older ones. */
  changesKept: 64,
  deviceNameLength: 60,
  /** Of an account: the newest, and for how long after the last. */
  logIns: { kept: 20, ttlMs: 90 * 24 * 3_600_000 },
  /** A session in which an administrator acts as an account. */
  impersonation: { idleMs: 15 * 60_000, absoluteMs: 3_600_000 },
} as const;

export const sessionDefaults: SessionSettings = {
  idleMs: 30 * 60_000,
  absoluteMs: 12 * 3_600_000,
  adminIdleMs: 30 * 60_000,
  adminAbsoluteMs: 12 * 3_600_000,
  rememberedIdleMs: 14 * 24 * 3_600_000,
  rememberedAbsoluteMs: 30 * 24 * 3_600_000,
  guestIdleMs: 24 * 3_600_000,
  guestAbsoluteMs: 30 * 24 * 3_600_000,
  graceMs: 20_000,
  touchMs: 60_000,
  suddenMs: 10 * 60_000,
  maxPerUser: 20,
  strongRoles: [],
};

/** The idle and the absolute milliseconds of all kinds of sessions, as lua/include/lifetime.lua takes them. */
export function lifetimeTexts(settings: SessionSettings): { readonly idle: string; readonly absolute: string } {
  const { idleMs, absoluteMs, adminIdleMs, adminAbsoluteMs, rememberedIdleMs, rememberedAbsoluteMs } = settings;
  const { impersonation } = sessionLimits;
  const { guestIdleMs, guestAbsoluteMs } = settings;
  const admin = Math.min(idleMs, adminIdleMs);
  return {
    idle: [idleMs, admin, rememberedIdleMs, Math.min(admin, impersonation.idleMs), guestIdleMs].join(),
    absolute: [
      ...[absoluteMs, Math.min(absoluteMs, adminAbsoluteMs), rememberedAbsoluteMs],
      ...[impersonation.absoluteMs, guestAbsoluteMs],
    ].join(),
  };
}
