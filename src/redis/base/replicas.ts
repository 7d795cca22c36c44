// Redis for reads that may be a moment old: replicas answer them, so that masters have room. What no replica answers, a master does.

import { Breaker, withTimeout } from './breaker.ts';
import { connectToReplicas, type RedisClient } from './connect.ts';
import { RedisHandle } from './handle.ts';
import { runReadingScript, type Script, type ScriptArgument } from './scripts.ts';

/** For a replica and then a master: as long as a command may take. */
const answerMs = 900;

/** For stores whose scripts write nothing. */
export class ReplicaHandle extends RedisHandle {
  readonly #redis: RedisHandle;
  readonly #replicas: RedisClient | undefined;
  readonly #breaker = new Breaker();

  /** Its connection ends with that of `redis`. */
  constructor(redis: RedisHandle) {
    super(redis.client, redis.prefix, redis.shards);
    this.#redis = redis;
    this.#replicas = connectToReplicas(redis.client);
    redis.client.once('end', () => this.#replicas?.disconnect());
  }

  override run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    return this.#try(
      (client) => runReadingScript(client, script, keys, args),
      () => this.#redis.run(script, keys, args),
    );
  }

  override read<T>(ask: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.#try(ask, () => this.#redis.read(ask));
  }

  async #try<T>(ask: (client: RedisClient) => Promise<T>, askMaster: () => Promise<T>): Promise<T> {
    const client = this.#replicas;
    if (client?.status !== 'ready' || !this.#breaker.mayTry(performance.now())) return askMaster();
    const begun = performance.now();
    try {
      const answer = await ask(client);
      this.#breaker.succeeded();
      return answer;
    } catch (error) {
      const now = performance.now();
      this.#breaker.failed(now, error);
      return withTimeout(askMaster(), Math.max(1, answerMs - (now - begun)));
    }
  }
}
