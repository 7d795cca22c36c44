// A consumer that knows when its acknowledgement was taken, so that it can be told whether the message comes again. Now and then it
// comes too late, like one whose process stood still.

import { setTimeout as wait } from 'node:timers/promises';
import { MessageGroups, type RedisHandle } from '../../src/redis/index.ts';
import type { Ledger } from './messages-ledger.ts';
import { groups, leaseMs, maxAttempts, type Payload, topics } from './messages-work.ts';
import type { Random } from './random.ts';

export class Witness {
  readonly #groups: MessageGroups;
  readonly #ledger: Ledger;
  readonly #random: Random;

  constructor(redis: RedisHandle, ledger: Ledger, random: Random) {
    this.#groups = new MessageGroups(redis);
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Takes a few and acknowledges them; whether it took any. What Redis does not answer is left to the lease. */
  async visit(isLate: boolean): Promise<boolean> {
    const address = { topic: this.#random.pick(topics) as string, group: this.#random.pick(groups) as string };
    const request = { ...address, from: 'OLDEST', want: 0, leaseMs, maxAttempts, ended: [], renewed: [] } as const;
    try {
      const beganAt = Date.now();
      const { taken } = await this.#groups.step({ ...request, want: this.#random.between(1, 3) });
      const place = (cursor: string): string => `${address.topic} ${address.group} ${cursor}`;
      for (const { cursor, attempt, missed } of taken) this.#ledger.began(place(cursor), attempt, missed);
      if (isLate) {
        this.#ledger.accident();
        await wait(leaseMs * 1.7);
      }
      const outcome = isLate
        ? ({ kind: 'FAILED', error: 'too late \ud83c', retry: true, delayMs: Number.NaN } as const)
        : ({ kind: 'ACKNOWLEDGED' } as const);
      // What kills its process, or can never succeed, is left to those that it happens to.
      const ended = taken
        .filter(({ payload }) => !['poison', 'hopeless'].includes((payload as Payload).kind))
        .map((delivery) => ({ delivery, outcome }));
      if (ended.length === 0) return taken.length > 0;
      // It has handled them, whether or not Redis answers.
      if (!isLate) for (const { delivery } of ended) this.#ledger.done.add(place(delivery.cursor));
      await this.#groups.step({ ...request, ended });
      if (isLate) return true;
      const held = Date.now() - beganAt < leaseMs;
      if (held) for (const { delivery } of ended) this.#ledger.settled.set(place(delivery.cursor), delivery.attempt);
      return true;
    } catch {
      return false;
    }
  }
}
