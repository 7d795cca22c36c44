// Random sequences against a model: nobody is up after its ttl, nothing is told twice or not at all, however many processes
// look, and what is told leads to what is read. The clock is the test's.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { ServiceChanges } from '../../src/redis/service/change.ts';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { Services } from '../../src/redis/service/service.ts';
import { type ServiceInstance, type ServiceStatus, serviceLimits } from '../../src/redis/service/shapes.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { ClockedRedis } from '../support/lua-clock.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';
import { RegistryModel } from './service-model.ts';

const { client } = await openTestRedis();
const begin = Date.UTC(2026, 0, 1);

const name = fc.constantFrom('a/1', 'a/2', 'b/1');
const process = fc.nat({ max: 2 });
const beat = fc.record({
  name,
  status: fc.constantFrom<(ServiceStatus | null)[]>(null, null, 'UP', 'DRAINING', 'DOWN'),
});
const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      process,
      name,
      address: fc.constantFrom('h1', 'h2'),
      ttlSeconds: fc.constantFrom(1, 10, 10, 400),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('heartbeats' as const),
      process,
      beats: fc.array(beat, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deregister' as const), process, name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 500, 1_000, 9_999, 10_000, serviceLimits.downSeconds * 1_000),
    }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const split = (text: string) => {
  const [service = '', instanceId = ''] = text.split('/');
  return { service, instanceId };
};
const known = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => true,
    (error) => (error instanceof Refusal && error.problems[0]?.code === 'NOT_FOUND' ? false : error),
  );

class World {
  readonly #redis = new ClockedRedis(client, uniquePrefix());
  readonly #processes = [1, 2, 3].map(() => new Services(this.#redis));
  readonly #model = new RegistryModel(begin, serviceLimits.downSeconds * 1_000);
  readonly #told: string[] = [];
  readonly #changes = new ServiceChanges(this.#redis, this.#process(0));
  #cursor = '0-0_0';

  async run(command: Command): Promise<void> {
    await this.#act(command);
    await this.#compare();
  }

  async #act(command: Command): Promise<void> {
    const model = this.#model;
    if (command.do === 'wait') return this.wait(command.ms);
    if (command.do === 'sweep') {
      await Promise.all(this.#processes.map((services) => services.sweep()));
      return model.settle();
    }
    const services = this.#process(command.process);
    if (command.do === 'register') {
      const { address, ttlSeconds } = command;
      await services.register({ ...split(command.name), address, ttlSeconds });
      return model.register(command.name, address, ttlSeconds * 1_000);
    }
    if (command.do === 'deregister') {
      const found = await known(services.deregister(split(command.name)));
      return expect(found).toBe(model.deregister(command.name));
    }
    const answers = await Promise.all(
      command.beats.map(({ name, status }) => known(services.heartbeat({ ...split(name), status }))),
    );
    expect(answers).toEqual(command.beats.map(({ name, status }) => model.heartbeat(name, status)));
  }

  async wait(ms: number): Promise<void> {
    this.#model.now += ms;
    await Promise.all(
      serviceShards(this.#redis).numbers.map((shard) =>
        this.#redis.setClock(serviceKeys.services(this.#redis.prefix, shard), this.#model.now),
      ),
    );
  }

  async #compare(): Promise<void> {
    const services = this.#process(1);
    const read = (await Promise.all(['a', 'b'].map((service) => services.instances(service)))).flat();
    const describe = ({ service, instanceId, ...rest }: ServiceInstance) => ({
      name: `${service}/${instanceId}`,
      ...rest,
    });
    expect(read.map(describe)).toEqual(
      this.#model
        .known()
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((instance) => ({
          name: instance.name,
          address: instance.address,
          version: null,
          metadata: null,
          status: this.#model.statusOf(instance),
          registeredAt: new Date(instance.registeredAt),
          lastHeartbeatAt: new Date(instance.expiresAt - instance.ttlMs),
          expiresAt: new Date(instance.expiresAt),
          registered: true,
        })),
    );
    // Heartbeats look through the other shards once a second of the real clock only.
    await services.sweep();
    this.#model.settle();
    const { entries, position } = await this.#changes.read(this.#cursor, 100);
    this.#cursor = position;
    for (const { service, instanceId, status, registered, address } of entries)
      this.#told.push(`${service}/${instanceId} ${registered ? status : 'gone'} ${address}`);
    // In order for each instance; what several expired ones are told by one sweep may come in any order.
    for (const each of ['a/1', 'a/2', 'b/1']) {
      const about = (lines: readonly string[]) => lines.filter((line) => line.startsWith(`${each} `));
      expect(about(this.#told)).toEqual(about(this.#model.told));
    }
  }

  #process(index: number): Services {
    return this.#processes[index] as Services;
  }
}

// Many round trips, which take their time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 60_000 });

describe('the registry against a model', () => {
  it('shows and tells of each instance what it should, once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 60 }), async (commands) => {
        const world = new World();
        await world.wait(0);
        for (const each of commands) await world.run(each);
      }),
      { numRuns: 60 },
    );
  });
});
