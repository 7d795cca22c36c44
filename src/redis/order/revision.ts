// Changes of a checkout before it is paid: what was chosen, and the total that follows from it.

import { checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { orderKeys } from './keys.ts';
import { checkPrice, fieldPairs, type OrderRecord, type PriceOfOrder, priceFields, recordLimits } from './record.ts';
import { isOrderId, orderShards } from './shard.ts';

const reviseScript = loadScript('order/revise');

export type RevisionOutcome = 'OK' | 'NONE' | 'CLOSED' | 'CHANGED';

export class CheckoutRevisions {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** CHANGED where another revision came in between, CLOSED where it is paid, being paid, or given up. */
  async revise(
    record: Pick<OrderRecord, 'id' | 'owner' | 'lines' | 'revision'>,
    price: PriceOfOrder,
  ): Promise<RevisionOutcome> {
    const { id, owner, lines, revision } = record;
    if (!isOrderId(id)) return 'NONE';
    checkText(owner, 'owner', recordLimits.maxNameLength);
    checkWhole(revision, 'revision', 0, Number.MAX_SAFE_INTEGER - 1);
    checkPrice(lines, price);
    const key = orderKeys.order(this.#redis.prefix, orderShards(this.#redis).of(id), id);
    const channel = orderKeys.changed(this.#redis.channelPrefixAt(key), id);
    const fields = { ...priceFields(price), revision: String(revision + 1) };
    const [outcome] = (await this.#redis.run(
      reviseScript,
      [key],
      [owner, revision, channel, ...fieldPairs(fields)],
    )) as [RevisionOutcome];
    return outcome;
  }
}
