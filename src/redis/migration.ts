// What the data of an earlier release needs once, and again after processes of that release have worked beside the present ones. Each
// step leaves alone what is as it should be, so it may run beside all else, be killed, and be repeated. A step that walks all keys
// writes down how far it is, and goes on from there.

import { Addresses, isComparedOtherwise } from './account/address.ts';
import { AccountDirectory } from './account/directory.ts';
import { readAccount } from './account/record.ts';
import { mastersOf } from './base/connect.ts';
import type { RedisHandle } from './base/handle.ts';
import { baseKeys } from './base/keys.ts';
import { globLiteral } from './base/scan.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { defaultLanguage, type LanguageCode } from './catalogue/language.ts';
import { Reindexing } from './catalogue/reindex.ts';
import { SynonymList } from './catalogue/synonym.ts';
import { Availability } from './inventory/availability.ts';
import { Inventory } from './inventory/inventory.ts';
import { Sites } from './metric/site.ts';
import { Orders } from './order/order.ts';
import { OrderSearch } from './order/search.ts';
import { Services } from './service/service.ts';
import { firstAccess } from './session/pass.ts';

const migrationLimits = {
  /** Keys that Redis looks at per step of a walk. */
  scanned: 1_000,
  /** Accounts or orders that are read at a time. */
  atOnce: 100,
} as const;

interface Pass {
  /** The first one, or again after processes of an earlier release. */
  readonly name: 'first' | 'again';
  tell(sentence: string): void;
  /** @param share of a step that is done, from 0 to 1. */
  progress(share: number): void;
}

interface Step {
  readonly name:
    | 'sites'
    | 'addresses'
    | 'directory'
    | 'administrators'
    | 'orders'
    | 'holds'
    | 'registrations'
    | 'search'
    | 'stock';
  /** What is written down when it is done, `done` where absent. With another it is done again. */
  readonly mark?: string;
  /** Whether processes of the earlier release make more of what it mends. */
  readonly repeats: boolean;
  /** Returns how many it changed, and says what it cannot change. */
  run(pass: Pass): Promise<number>;
}

interface MigrationOptions {
  /** Also the steps that are done, but for those that are of the first time only. */
  readonly again?: boolean;
  /** Is told the step that is under way, and the share of all steps that is done, from 0 to 1. */
  readonly onProgress?: (step: string, share: number) => void;
}

export interface MigrationReport {
  /** How many each step changed, of those that ran. */
  readonly changed: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

export class Migration {
  readonly #redis: RedisHandle;
  readonly #key: string;
  readonly #steps: readonly Step[];
  readonly #inventory: Inventory;

  constructor(redis: RedisHandle, { language = defaultLanguage }: { readonly language?: LanguageCode } = {}) {
    this.#redis = redis;
    this.#key = baseKeys.migration(redis.prefix);
    this.#inventory = new Inventory(redis);
    const services = new Services(redis);
    const availability = new Availability(redis, new Catalogue(redis), this.#inventory);
    this.#steps = [
      { name: 'sites', repeats: false, run: () => new Sites(redis).adoptStored() },
      { name: 'addresses', repeats: true, run: (pass) => this.#adoptAddresses(pass) },
      { name: 'directory', repeats: true, run: (pass) => this.#enterAccounts(pass) },
      { name: 'administrators', repeats: true, run: (pass) => this.#enterAdministrators(pass) },
      { name: 'orders', repeats: true, run: (pass) => this.#enterOrders(pass) },
      { name: 'holds', repeats: true, run: () => this.countHolds() },
      { name: 'registrations', repeats: true, run: () => services.forgetTokens() },
      { name: 'search', mark: language, repeats: true, run: (pass) => this.#reindex(pass, language) },
      { name: 'stock', repeats: true, run: () => availability.tellAll() },
    ];
  }

  async run({ again = false, onProgress }: MigrationOptions = {}): Promise<MigrationReport> {
    const { client } = this.#redis;
    if (again) {
      const repeated = this.#steps.filter(({ repeats }) => repeats).map(({ name }) => name);
      // A walk that was cut off goes on, and is not begun again.
      await client.hdel(this.#key, ...repeated);
    }
    const done = await client.hgetall(this.#key);
    const changed: Record<string, number> = {};
    const problems: string[] = [];
    const due = this.#steps.filter(({ name, mark = 'done' }) => done[name] !== mark);
    for (const [index, { name, run, mark = 'done' }] of due.entries()) {
      const progress = (share: number): void => onProgress?.(name, (index + Math.min(share, 1)) / due.length);
      progress(0);
      changed[name] = await run({
        name: again ? 'again' : 'first',
        tell: (sentence) => problems.push(sentence),
        progress,
      });
      await client.hset(this.#key, name, mark);
    }
    return { changed, problems };
  }

  /** Holds of a present process that an earlier release ended are still counted for their holders. Returns how many counts it mends. */
  async countHolds(): Promise<number> {
    return (await this.#inventory.audit({ mend: true })).length;
  }

  /** Gives accounts whose address is compared otherwise than before their present key, so that nobody else can take it. */
  async #adoptAddresses(pass: Pass): Promise<number> {
    const addresses = new Addresses(this.#redis, async () => true);
    let changed = 0;
    const adopt = async (key: string): Promise<void> => {
      const email = await this.#redis.client.hget(key, 'email');
      if (email === null || !isComparedOtherwise(email)) return;
      const outcome = await addresses.adopt(email, userIdIn(key));
      if (outcome === 'OK') changed += 1;
      else if (outcome === 'TAKEN')
        pass.tell(`Two accounts have the address ${email} in different spellings. Each logs in with its own.`);
    };
    await this.#walk('addresses', pass, accountPattern(this.#redis), adopt);
    return changed;
  }

  /** Puts the accounts of an earlier release into the directory. */
  async #enterAccounts(pass: Pass): Promise<number> {
    const directory = new AccountDirectory(this.#redis);
    let changed = 0;
    const enter = async (key: string): Promise<void> => {
      // Its access says nothing about where it stands, and may be missing in what was left half made.
      const account = readAccount(userIdIn(key), await this.#redis.client.hgetall(key), firstAccess);
      if (account !== null && (await directory.enter(account))) changed += 1;
    };
    await this.#walk('directory', pass, accountPattern(this.#redis), enter);
    return changed;
  }

  /** Lists who administers among the accounts of an earlier release. */
  async #enterAdministrators(pass: Pass): Promise<number> {
    const directory = new AccountDirectory(this.#redis);
    let changed = 0;
    const enter = async (key: string): Promise<void> => {
      if (await directory.enterAdministrator(userIdIn(key))) changed += 1;
    };
    await this.#walk('administrators', pass, accountPattern(this.#redis), enter);
    return changed;
  }

  /** Has staff find the orders of an earlier release. */
  async #enterOrders(pass: Pass): Promise<number> {
    const search = new OrderSearch(this.#redis, new Orders(this.#redis));
    let changed = 0;
    const enter = async (key: string): Promise<void> => {
      if (await search.enter(key.slice(key.lastIndexOf(':') + 1))) changed += 1;
    };
    await this.#walk('orders', pass, orderPattern(this.#redis), enter);
    return changed;
  }

  /** Finds products by the words of this release, in the language of the catalogue. */
  async #reindex({ name, progress }: Pass, language: LanguageCode): Promise<number> {
    const { client } = this.#redis;
    const field = `search:${name}:${language}`;
    const reached = await client.hget(this.#key, field);
    const reindexing = new Reindexing(this.#redis, language);
    if (name === 'again' && reached === null) await reindexing.forgetDerived();
    const changed = await reindexing.run(Number(reached ?? 0), async (number, count) => {
      await client.hset(this.#key, field, number);
      progress(number / count);
    });
    await client.hdel(this.#key, field);
    return changed + (await new SynonymList(this.#redis, language).renew());
  }

  /** Calls `each` with the hashes of a pattern, some more than once. */
  async #walk(step: Step['name'], pass: Pass, pattern: string, each: (key: string) => Promise<void>): Promise<void> {
    const { client } = this.#redis;
    const nodes = await Promise.all(
      mastersOf(client).map(async (node) => {
        const info = await node.info();
        const keys = [...info.matchAll(/^db\d+:keys=(\d+)/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
        // The cursor of a node is good for as long as its process runs.
        return { node, keys, field: `${step}:${pass.name}:${/^run_id:(\w+)/m.exec(info)?.[1]}` };
      }),
    );
    const all = nodes.reduce((sum, { keys }) => sum + keys, 0);
    let looked = 0;
    for (const { node, field } of nodes) {
      let cursor = (await client.hget(this.#key, field)) ?? '0';
      while (cursor !== 'done') {
        const count = migrationLimits.scanned;
        const [next, keys] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', count, 'TYPE', 'hash');
        for (let start = 0; start < keys.length; start += migrationLimits.atOnce)
          await Promise.all(keys.slice(start, start + migrationLimits.atOnce).map(each));
        cursor = next === '0' ? 'done' : next;
        await client.hset(this.#key, field, cursor);
        looked += count;
        pass.progress(looked / Math.max(all, 1));
      }
    }
    await client.hdel(this.#key, ...nodes.map(({ field }) => field));
  }
}

const accountPattern = ({ prefix }: RedisHandle): string => `${globLiteral(prefix)}:{session:*}:u*:account`;

const orderPattern = ({ prefix }: RedisHandle): string => `${globLiteral(prefix)}:{ord:*}:order:*`;

/** Whose account a key holds. */
const userIdIn = (key: string): string => key.slice(key.lastIndexOf(':u') + 2, key.lastIndexOf(':'));
