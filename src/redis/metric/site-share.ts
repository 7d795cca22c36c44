// Links by which anybody reads the figures of a site without an account. Of a link's token only a digest is kept, so that who reads Redis
// cannot follow it, nor try passwords on it.

import { createHmac, hash, randomBytes } from 'node:crypto';
import { RedisClock } from '../base/clock.ts';
import { checkMoment, checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { nameLengths } from '../base/name.ts';
import { orError, readable } from '../base/or-error.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { metricKeys } from './keys.ts';
import { isSite, siteRule } from './site.ts';

const scripts = {
  create: loadScript('metric/site-share-create'),
  open: loadScript('metric/site-share-open'),
  revoke: loadScript('metric/site-share-revoke'),
};

export const siteShareLimits = {
  perSite: 20,
  nameLength: 100,
  password: { least: 8, most: 200 },
  /** Wrong passwords of one link from one network in an hour. */
  guesses: 10,
  guessesMs: 3_600_000,
} as const;

export interface SiteShare {
  readonly site: string;
  /** SHA-256 of the token. */
  readonly digest: string;
  readonly name: string;
  readonly hasPassword: boolean;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

export interface SiteShareInput {
  readonly site: string;
  readonly name: string;
  readonly password?: string | null;
  readonly expiresAt?: Date | null;
}

/** What a caller has of a link, and from where. */
export interface GivenShare {
  readonly token: string;
  readonly password: string | null;
  readonly network: string;
}

/** A link that is open, or why it is not. */
export type OpenedShare =
  | { readonly share: SiteShare }
  | { readonly refused: 'NONE' | 'PASSWORD' | 'WRONG' }
  | { readonly refused: 'WAIT'; readonly retryAfterSeconds: number };

export class SiteShares {
  readonly #redis: RedisHandle;
  readonly #clock: RedisClock;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#clock = new RedisClock(redis.client);
  }

  /** The links of a site, the oldest first, without those that have run out. */
  async list(site: string): Promise<SiteShare[]> {
    const [stored, nowMs] = await Promise.all([
      this.#redis.client.hgetall(metricKeys.siteShares(this.#redis.prefix, site)),
      this.#clock.nowMs(),
    ]);
    const read = readable(Object.entries(stored).map(([digest, text]) => orError(() => readShare(site, digest, text))));
    return read
      .filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > nowMs)
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  }

  async find(site: string, digest: string): Promise<SiteShare | null> {
    const text = await this.#redis.client.hget(metricKeys.siteShares(this.#redis.prefix, site), digest);
    return text === null ? null : readShare(site, digest, text);
  }

  /**
   * Makes a link. Its token is told this once.
   * @throws Refusal INVALID; LIMIT_EXCEEDED for one link too many.
   */
  async create({ site, name, password, expiresAt }: SiteShareInput): Promise<{ token: string; share: SiteShare }> {
    if (!isSite(site)) refuseBut(nameLengths, 'INVALID', siteRule, 'site');
    checkText(name, 'name', siteShareLimits.nameLength);
    const { least, most } = siteShareLimits.password;
    if (password != null) checkText(password, 'password', most, least);
    if (expiresAt) checkMoment(expiresAt, 'expiresAt');
    if (expiresAt && expiresAt.getTime() <= (await this.#clock.nowMs()))
      refuse('INVALID', 'expiresAt must be in the future.', 'expiresAt');
    const secret = randomBytes(32).toString('base64url');
    const token = `${secret}.${site}`;
    const digest = digestOf(token);
    const proof = password == null ? '-' : proofOf(secret, password);
    const [outcome, text = ''] = (await this.#redis.run(
      scripts.create,
      [metricKeys.siteShares(this.#redis.prefix, site)],
      [digest, expiresAt?.getTime() ?? 0, proof, JSON.stringify({ name }), siteShareLimits.perSite],
    )) as ['OK' | 'FULL', string?];
    if (outcome === 'FULL')
      refuse('LIMIT_EXCEEDED', `A site has at most ${siteShareLimits.perSite} share links. Revoke one first.`, 'site');
    return { token, share: readShare(site, digest, text) };
  }

  /** Returns whether there was such a link. What reads by it ends. */
  async revoke(site: string, digest: string): Promise<boolean> {
    if (!isSite(site)) refuseBut(nameLengths, 'INVALID', siteRule, 'site');
    checkText(digest, 'id', siteShareLimits.nameLength);
    const channel = metricKeys.rightsChanged(this.#redis.channelPrefix);
    const key = metricKeys.siteShares(this.#redis.prefix, site);
    const [outcome] = (await this.#redis.run(scripts.revoke, [key], [digest, channel])) as ['OK' | 'NONE'];
    return outcome === 'OK';
  }

  /** Judges what a caller has of a link. Wrong passwords are counted by the network that they come from. */
  async open({ token, password, network }: GivenShare): Promise<OpenedShare> {
    const [, secret, site] = /^([\w-]{43})\.(.+)$/.exec(token) ?? [];
    if (!secret || !site || !isSite(site)) return { refused: 'NONE' };
    const digest = digestOf(token);
    const { prefix } = this.#redis;
    const [outcome, value] = (await this.#redis.run(
      scripts.open,
      [
        metricKeys.siteShares(prefix, site),
        // The network is not readable without the link.
        metricKeys.siteShareGuesses(prefix, site, proofOf(secret, `${digest} ${network}`)),
      ],
      [digest, password ? proofOf(secret, password) : '', siteShareLimits.guesses, siteShareLimits.guessesMs],
    )) as ['OK', string] | ['NONE' | 'PASSWORD' | 'WRONG'] | ['WAIT', number];
    if (outcome === 'OK') return { share: readShare(site, digest, value as string) };
    if (outcome === 'WAIT') return { refused: 'WAIT', retryAfterSeconds: Math.ceil(Number(value) / 1_000) };
    return { refused: outcome };
  }
}

/** What a link is known by. */
export const digestOf = (token: string): string => hash('sha256', token, 'base64url');

/** Tells nothing of the password without the secret of the link, which nobody but its holders has. */
const proofOf = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

function readShare(site: string, digest: string, text: string): SiteShare {
  const [, expiresAtMs, createdAtMs, proof, rest = ''] = /^(\d+) (\d+) (\S+) (\{.*)$/s.exec(text) ?? [];
  const { name } = JSON.parse(rest) as { name: string };
  return {
    ...{ site, digest, name, hasPassword: proof !== '-' },
    expiresAt: expiresAtMs === '0' ? null : new Date(Number(expiresAtMs)),
    createdAt: new Date(Number(createdAtMs)),
  };
}
