// The stream of what changed in the registry: per shard capped and numbered without gaps, each entry the instance as it was then.

import type { FeedPage } from '../base/feed.ts';
import type { RedisHandle } from '../base/handle.ts';
import { checkSize } from '../base/page.ts';
import { answered } from '../base/redis-fault.ts';
import type { ShardOrOne } from '../base/shards.ts';
import { joinCursors, parseStreamCursor, splitCursors, streamCursor, streamTimeMs } from '../base/stream-cursor.ts';
import { serviceKeys } from './keys.ts';
import { readInstance } from './record.ts';
import type { Services } from './service.ts';
import type { ServiceInstance } from './shapes.ts';
import { serviceShards } from './shard.ts';

/** An instance as it was when it changed. */
export interface ServiceChange extends ServiceInstance {
  /** Where a reader continues after it. */
  readonly cursor: string;
  /** Changes, of any service, that were dropped before it since the reader's last one. */
  readonly missed: number;
}

export class ServiceChanges {
  readonly #redis: RedisHandle;
  readonly #services: Pick<Services, 'all'>;

  constructor(redis: RedisHandle, services: Pick<Services, 'all'>) {
    this.#redis = redis;
    this.#services = services;
  }

  /** The cursor of the newest change of each shard. */
  async head(): Promise<string> {
    return joinCursors(await Promise.all(this.#shards.map((shard) => this.#headOf(shard))));
  }

  /**
   * At most `limit` changes after a cursor, those of each service in their order. Where some were dropped since, all instances as they are
   * now come in their place: who has left meanwhile is not told, and nobody else is missing. The shards of a master that does not answer
   * are read later.
   * @throws Refusal INVALID that names `after` or `limit`.
   */
  async read(after: string, limit: number): Promise<FeedPage<ServiceChange>> {
    checkSize(limit, 'limit');
    const shards = this.#shards;
    const cursors = splitCursors(after, shards.length);
    const places = cursors.map(parseStreamCursor);
    const pages = await answered(
      shards.map((shard, place) =>
        this.#redis.client.xrange(
          serviceKeys.changes(this.#redis.prefix, shard),
          `(${places[place]?.id}`,
          '+',
          'COUNT',
          limit,
        ),
      ),
    );
    const dropped = pages.map((page, place) => (page?.[0] ? droppedBefore(page[0], places[place]?.number ?? 0) : 0));
    const missed = dropped.reduce((sum, each) => sum + each, 0);
    if (missed > 0) return this.#allInstead(after, missed);
    const found = pages.flatMap((page, place) => (page ?? []).map((entry) => ({ place, entry })));
    // Those of one shard are in their order already.
    found.sort((one, other) => streamTimeMs(one.entry[0]) - streamTimeMs(other.entry[0]));
    const entries = found.slice(0, limit).map(({ place, entry }) => {
      cursors[place] = cursorOf(entry);
      return { ...readChange(entry), cursor: joinCursors(cursors), missed: 0 };
    });
    return { entries, position: joinCursors(cursors), isPartial: pages.includes(undefined) };
  }

  /** A reader that is cut off before the last of them gets all of them again. */
  async #allInstead(after: string, missed: number): Promise<FeedPage<ServiceChange>> {
    const position = await this.head();
    const all = await this.#services.all();
    const entries = all.map((instance, index) => ({
      ...instance,
      cursor: index === all.length - 1 ? position : after,
      missed: index === 0 ? missed : 0,
    }));
    return { entries, position };
  }

  get #shards(): readonly ShardOrOne[] {
    return serviceShards(this.#redis).numbers;
  }

  async #headOf(shard: ShardOrOne): Promise<string> {
    const { client, prefix } = this.#redis;
    const [[newest], number] = await Promise.all([
      client.xrevrange(serviceKeys.changes(prefix, shard), '+', '-', 'COUNT', 1),
      client.get(serviceKeys.changeNumber(prefix, shard)),
    ]);
    return newest ? cursorOf(newest) : streamCursor('0-0', Number(number ?? 0));
  }
}

/** `n <number> i <name> s <standing> f <facts>` */
type Entry = [id: string, fields: string[]];

function numberOf([, [, number]]: Entry): number {
  return Number(number);
}

/** Of a stream that began anew, all that came before, and one for those of the old stream, which nobody can count. */
function droppedBefore(entry: Entry, last: number): number {
  const number = numberOf(entry);
  return number > last ? number - last - 1 : number;
}

function cursorOf(entry: Entry): string {
  return streamCursor(entry[0], numberOf(entry));
}

function readChange([, [, , , name = '', , standing = '', , facts = '']]: Entry): ServiceInstance {
  return readInstance(name, standing, facts);
}
