import type { RedisClient } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';

/** A connection that breaks at each call of one script: before the call has arrived, or before its answer has. */
export class BreakingHandle extends RedisHandle {
  readonly #script: string;
  readonly #arrives: boolean;

  constructor(client: RedisClient, prefix: string, script: string, arrives: boolean) {
    super(client, prefix);
    this.#script = script;
    this.#arrives = arrives;
  }

  override async run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    if (call[0].name !== this.#script) return super.run(...call);
    if (this.#arrives) await super.run(...call);
    throw new Error('The connection broke');
  }
}
