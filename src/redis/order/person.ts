// Takes the person out of orders that are kept on.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { orderKeys } from './keys.ts';
import { personalFields, recordLimits } from './record.ts';
import { isOrderId, orderShards } from './shard.ts';

const forgetScript = loadScript('order/forget-owner');

export class OrderPersons {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Puts somebody in the place of an owner who is erased. False where the owner has no checkout or order of this id. */
  async forget(id: string, owner: string, standIn: string): Promise<boolean> {
    if (!isOrderId(id)) return false;
    for (const [field, text] of Object.entries({ owner, standIn })) checkText(text, field, recordLimits.maxNameLength);
    const key = orderKeys.order(this.#redis.prefix, orderShards(this.#redis).of(id), id);
    const channel = orderKeys.changed(this.#redis.channelPrefixAt(key), id);
    const args = [owner, standIn, channel, ...personalFields];
    const [outcome] = (await this.#redis.run(forgetScript, [key], args)) as ['OK' | 'NONE'];
    return outcome === 'OK';
  }
}
