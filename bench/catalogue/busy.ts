// How long Redis works on what it is asked: the processor time of its main thread, by its own account. On a machine with other work, elapsed time
// would also count the pauses of the process.

import type { RedisClient } from '../../src/redis/base/connect.ts';

const warmUps = 100;

export class BusyTime {
  readonly #client: RedisClient;
  /** Of asking for it. */
  #ownSeconds = 0;

  private constructor(client: RedisClient) {
    this.#client = client;
  }

  static async on(client: RedisClient): Promise<BusyTime> {
    const busy = new BusyTime(client);
    const before = await busy.#seconds();
    for (let time = 1; time < warmUps; time += 1) await busy.#seconds();
    busy.#ownSeconds = ((await busy.#seconds()) - before) / warmUps;
    return busy;
  }

  /** Milliseconds of each call, after one that does not count. */
  async ofEach(times: number, call: () => Promise<unknown>): Promise<number[]> {
    const ms: number[] = [];
    await call();
    for (let time = 0; time < times; time += 1) {
      const before = await this.#seconds();
      await call();
      ms.push(1_000 * Math.max(0, (await this.#seconds()) - before - this.#ownSeconds));
    }
    return ms;
  }

  /** Microseconds for each of so many. */
  async usEach(count: number, work: () => Promise<unknown>): Promise<number> {
    const before = await this.#seconds();
    await work();
    return (1e6 * ((await this.#seconds()) - before)) / count;
  }

  async #seconds(): Promise<number> {
    const info = await this.#client.info('cpu');
    const [, system] = /used_cpu_sys_main_thread:([\d.]+)/.exec(info) ?? [];
    const [, user] = /used_cpu_user_main_thread:([\d.]+)/.exec(info) ?? [];
    return Number(system) + Number(user);
  }
}
