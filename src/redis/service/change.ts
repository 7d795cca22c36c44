// The stream of what changed in the registry: capped, numbered without gaps, each entry the instance as it was then.

import type { FeedPage } from '../base/feed.ts';
import type { RedisHandle } from '../base/handle.ts';
import { checkSize } from '../base/page.ts';
import { parseStreamCursor, streamCursor } from '../base/stream-cursor.ts';
import { serviceKeys } from './keys.ts';
import { readInstance } from './record.ts';
import type { Services } from './service.ts';
import type { ServiceInstance } from './shapes.ts';

export class ServiceChanges {
  readonly #redis: RedisHandle;
  readonly #services: Pick<Services, 'all'>;

  constructor(redis: RedisHandle, services: Pick<Services, 'all'>) {
    this.#redis = redis;
    this.#services = services;
  }

  /** The cursor of the newest change. */
  async head(): Promise<string> {
    const { client, prefix } = this.#redis;
    const [newest] = await client.xrevrange(serviceKeys.changes(prefix), '+', '-', 'COUNT', 1);
    if (newest) return cursorOf(newest);
    return streamCursor('0-0', Number((await client.get(serviceKeys.changeNumber(prefix))) ?? 0));
  }

  /**
   * At most `limit` changes after a cursor. Where some were dropped since, all instances as they are now come in their place:
   * who has left meanwhile is not told, and nobody else is missing.
   * @throws Refusal INVALID that names `after` or `limit`.
   */
  async read(after: string, limit: number): Promise<FeedPage<ServiceInstance>> {
    checkSize(limit, 'limit');
    const { id, number } = parseStreamCursor(after);
    const { client, prefix } = this.#redis;
    const found = await client.xrange(serviceKeys.changes(prefix), `(${id}`, '+', 'COUNT', limit);
    const [first] = found;
    if (!first) return { entries: [], position: after };
    if (numberOf(first) !== number + 1) {
      const position = await this.head();
      return { entries: await this.#services.all(), position };
    }
    return { entries: found.map(readChange), position: cursorOf(found[found.length - 1] as Entry) };
  }
}

/** `n <number> i <name> s <standing> f <facts>` */
type Entry = [id: string, fields: string[]];

function numberOf([, [, number]]: Entry): number {
  return Number(number);
}

function cursorOf(entry: Entry): string {
  return streamCursor(entry[0], numberOf(entry));
}

function readChange([, [, , , name = '', , standing = '', , facts = '']]: Entry): ServiceInstance {
  return readInstance(name, standing, facts);
}
