// Sessions of an app's own, such as those of express-session, which Mortar keeps and knows nothing of.

import { checkText, checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { refuse } from '../base/problem.ts';
import { scanKeys } from '../base/scan.ts';
import { loadScript } from '../base/scripts.ts';
import { isText } from '../base/text.ts';
import { sessionKeys } from './keys.ts';

export const appSessionLimits = {
  idCharacters: 256,
  /** Of the cookie, and of all else. */
  characters: 262_144,
  /** Browsers keep no cookie for longer. */
  ttlMs: 400 * 86_400_000,
  /** So many are listed at once. */
  listed: 10_000,
  /** So many are read or removed at a time. */
  step: 500,
} as const;

/** Both are JSON. */
export interface AppSession {
  readonly cookie: string;
  readonly data: string;
}

const keepScript = loadScript('session/keep-app-session');

export class AppSessions {
  readonly #redis: RedisHandle;
  readonly #name: string;

  /** @param name tells the sessions of one app from those of another. */
  constructor(redis: RedisHandle, name: string) {
    if (!isName(name)) refuseField('name', nameRule, nameLengths);
    this.#redis = redis;
    this.#name = name;
  }

  /** Null if there is none. */
  async find(id: string): Promise<AppSession | null> {
    if (!isText(id, appSessionLimits.idCharacters)) return null;
    const [cookie, data] = await this.#redis.client.hmget(this.#key(id), 'cookie', 'data');
    return typeof cookie === 'string' && typeof data === 'string' ? { cookie, data } : null;
  }

  async keep(id: string, session: AppSession, ttlMs: number): Promise<void> {
    checkText(session.data, 'data', appSessionLimits.characters);
    await this.#write(id, session, ttlMs);
  }

  /** Keeps a session with another cookie, and from now for `ttlMs`. False if there is none. */
  async touch(id: string, cookie: string, ttlMs: number): Promise<boolean> {
    return (await this.#write(id, { cookie, data: '' }, ttlMs)) === 'OK';
  }

  async end(id: string): Promise<void> {
    if (isText(id, appSessionLimits.idCharacters)) await this.#redis.client.unlink(this.#key(id));
  }

  /** All of them, by their ids. Costs O(all keys) of Redis. @throws Refusal if there are more than 10,000. */
  async all(): Promise<ReadonlyMap<string, AppSession>> {
    const ids = new Set<string>();
    for await (const id of this.#ids()) {
      ids.add(id);
      if (ids.size > appSessionLimits.listed)
        refuse('LIMIT_EXCEEDED', `There are more than ${appSessionLimits.listed} sessions, too many to list`);
    }
    const sessions = new Map<string, AppSession>();
    await inSteps([...ids], async (id) => {
      const session = await this.find(id);
      if (session) sessions.set(id, session);
    });
    return sessions;
  }

  /** Costs O(all keys) of Redis, which may count one twice while it grows or shrinks its table of keys. */
  async count(): Promise<number> {
    let count = 0;
    for await (const _id of this.#ids()) count += 1;
    return count;
  }

  /** Costs O(all keys) of Redis. */
  async endAll(): Promise<void> {
    let ids: string[] = [];
    for await (const id of this.#ids()) {
      ids.push(id);
      if (ids.length < appSessionLimits.step) continue;
      await inSteps(ids, (each) => this.end(each));
      ids = [];
    }
    await inSteps(ids, (each) => this.end(each));
  }

  async #write(id: string, { cookie, data }: AppSession, ttlMs: number): Promise<string> {
    checkText(id, 'id', appSessionLimits.idCharacters);
    checkText(cookie, 'cookie', appSessionLimits.characters);
    checkWhole(ttlMs, 'ttlMs', 1, appSessionLimits.ttlMs);
    const [outcome] = (await this.#redis.run(keepScript, [this.#key(id)], [cookie, ttlMs, data])) as [string];
    return outcome;
  }

  #key(id: string): string {
    return sessionKeys.ofApp(this.#redis.prefix, this.#name, id);
  }

  async *#ids(): AsyncGenerator<string> {
    const [start = '', end = ''] = this.#key('*').split('*');
    for await (const key of scanKeys(this.#redis.client, start, end)) yield key.slice(start.length, -end.length);
  }
}

async function inSteps(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < ids.length; from += appSessionLimits.step)
    await Promise.all(ids.slice(from, from + appSessionLimits.step).map(work));
}
