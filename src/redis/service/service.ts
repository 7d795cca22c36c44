// The registry of services: who is there, where, and since when. An instance is there as long as its heartbeats come; when
// they stop it is DOWN for a while, so that those who watch learn of it, and then forgotten.

import { randomBytes } from 'node:crypto';
import { Batch } from '../base/batch.ts';
import { checkEntries } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName } from '../base/name.ts';
import { Refusal, refuse } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import type { ShardOrOne, Shards } from '../base/shards.ts';
import { checkNames, checkRegistration } from './input.ts';
import { serviceKeys } from './keys.ts';
import { instanceName, readInstance, serviceOf, statusLetter } from './record.ts';
import {
  type RegisteredInstance,
  type RegistrationToken,
  type ServiceHeartbeat,
  type ServiceInstance,
  type ServiceRegistration,
  serviceLimits,
} from './shapes.ts';
import { serviceShards } from './shard.ts';

const registerScript = loadScript('service/register');
const heartbeatScript = loadScript('service/heartbeat');
const deregisterScript = loadScript('service/deregister');
const sweepScript = loadScript('service/sweep');
const readScript = loadScript('service/read');

type RegisterReply = [
  outcome: 'OK' | 'NEW' | 'TOO_MANY_SERVICES' | 'TOO_MANY_INSTANCES',
  standing?: string,
  round?: number,
];
type Reply = [outcome: 'OK' | 'NOT_FOUND' | 'CONFLICT', standing?: string, facts?: string];

type Names = Pick<ServiceInstance, 'service' | 'instanceId'>;
/** An instance's name, the letter of the status that it says it has, and the token of its registration. */
type Beat = readonly [name: string, letter: string, token: string];

export class Services {
  readonly #redis: RedisHandle;
  readonly #shards: Shards<ShardOrOne>;
  readonly #beats: Batch<Beat, ServiceInstance>;
  readonly #reads: Batch<string, ServiceInstance[]>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#shards = serviceShards(redis);
    const groupOf = (service: string): number => Number(this.#shards.of(service));
    const { heartbeats, servicesRead } = serviceLimits;
    this.#beats = new Batch({
      group: ([name]) => groupOf(serviceOf(name)),
      maxCalls: heartbeats,
      run: (calls) => this.#beat(calls),
    });
    this.#reads = new Batch({ group: groupOf, maxCalls: servicesRead, run: (calls) => this.#read(calls) });
  }

  /** Says that something in the registry has changed: the names of the services, with spaces between. */
  get changedChannel(): string {
    return serviceKeys.changed(this.#redis.channelPrefix);
  }

  /**
   * Calls `listener` with the services in which something has changed, until the returned function is called; with null to
   * begin with and after an outage: look for yourself.
   */
  listen(listener: (services: readonly string[] | null) => void): () => void {
    return this.#redis.listen(this.changedChannel, (text) => listener(text === '' ? null : text.split(' ')));
  }

  /**
   * Registers an instance, which is UP then; instead of the one that had its id. The same again, while the ttl runs, is
   * a heartbeat.
   * @throws Refusal INVALID, or LIMIT_EXCEEDED where there are too many services or instances.
   */
  async register(registration: ServiceRegistration): Promise<RegisteredInstance> {
    const facts = checkRegistration(registration);
    const { service, instanceId, ttlSeconds } = registration;
    const name = instanceName(service, instanceId);
    const ttlMs = (ttlSeconds ?? serviceLimits.ttlDefaultSeconds) * 1_000;
    const { services, instancesPerService } = serviceLimits;
    const token = randomBytes(serviceLimits.tokenBytes).toString('base64url');
    const args = [service, name, ttlMs, facts, services, instancesPerService, token, this.#roundMs];
    const [outcome, standing = '', round] = await this.#register(service, args);
    if (round === 1) this.#sweepOthers(service);
    if (outcome === 'TOO_MANY_SERVICES')
      refuse('LIMIT_EXCEEDED', `There may be ${services} services; deregister the instances of one first`, 'service');
    if (outcome === 'TOO_MANY_INSTANCES')
      refuse(
        'LIMIT_EXCEEDED',
        `${service} has ${instancesPerService} instances already; deregister one first`,
        'service',
      );
    return { ...readInstance(name, standing, facts), token };
  }

  /** The number of services is that of all shards. On a cluster no script reaches all of them, so a new service is asked for once more. */
  async #register(service: string, args: readonly ScriptArgument[]): Promise<RegisterReply> {
    const others = this.#others(service);
    const counts = others.map((shard) => serviceKeys.counts(this.#redis.prefix, shard));
    const reached = this.#redis.hasSlots ? [] : counts;
    const run = async (elsewhere: ScriptArgument) =>
      (await this.#run(registerScript, this.#shards.of(service), [...args, elsewhere], reached)) as RegisterReply;
    const reply = await run(others.length === 0 ? 0 : '');
    if (reply[0] !== 'NEW') return reply;
    // What a shard holds that does not answer is not counted: each has its own bound.
    const counted = others.map((shard) => this.#swept(shard, (key) => this.#redis.client.hlen(key)).catch(() => 0));
    return run((await Promise.all(counted)).reduce((sum, count) => sum + count, 0));
  }

  /**
   * Says that an instance is there, and how it stands; its ttl begins again. Heartbeats of one tick are one script per shard.
   * @throws Refusal INVALID, or NOT_FOUND where it is not registered any more: register it again; CONFLICT where another has registered in
   * its place since it was given the token.
   */
  async heartbeat({ service, instanceId, status, token }: ServiceHeartbeat): Promise<ServiceInstance> {
    checkNames({ service, instanceId });
    return this.#beats.add([instanceName(service, instanceId), statusLetter(status), readToken(token)]);
  }

  /** Takes an instance out of the registry, at once. @throws Refusal INVALID, or NOT_FOUND where it is not registered. */
  async deregister({ service, instanceId, token }: Names & RegistrationToken): Promise<ServiceInstance> {
    checkNames({ service, instanceId });
    const name = instanceName(service, instanceId);
    const reply = (await this.#run(deregisterScript, this.#shards.of(service), [name, readToken(token)])) as Reply;
    const [outcome, standing = '', facts = ''] = reply;
    if (outcome === 'CONFLICT') throw replaced(name);
    if (outcome === 'NOT_FOUND') throw notFound(name, 'it may have been forgotten already');
    return readInstance(name, standing, facts);
  }

  /** The names of all services that have an instance, in order. */
  async names(): Promise<string[]> {
    const names = this.#shards.numbers.map((shard) => this.#swept(shard, (key) => this.#redis.client.hkeys(key)));
    return (await Promise.all(names)).flat().sort();
  }

  /** A service's instances by their ids; none where there is no such service. Calls of one tick are one script per shard. */
  async instances(service: string): Promise<ServiceInstance[]> {
    return isName(service) ? this.#reads.add(service) : [];
  }

  /** Instances of all services. */
  async all(): Promise<ServiceInstance[]> {
    const names = await this.names();
    return (await Promise.all(names.map((name) => this.instances(name)))).flat();
  }

  /**
   * Marks instances whose ttl has run out as DOWN and forgets those that have been DOWN for long, at most `serviceLimits.sweep` of
   * each per shard; to be called every second or so by any number of processes. Returns whether there may be more. Every registration and
   * heartbeat does it too, so that the registry needs no process of its own.
   */
  async sweep(): Promise<boolean> {
    const settled = await Promise.all(this.#shards.numbers.map((shard) => this.#sweepShard(shard)));
    return settled.some((count) => count >= serviceLimits.sweep);
  }

  /** How many instances of some services were registered by a release that gave registrations no token. */
  async withoutToken(services: readonly string[]): Promise<number> {
    checkEntries(services, 'services');
    const counts = [...new Set(services)].map(async (service) => {
      const running = (await this.instances(service)).filter(({ status }) => status !== 'DOWN');
      if (running.length === 0) return 0;
      const tokens = await this.#redis.client.hmget(
        serviceKeys.part(this.#redis.prefix, this.#shards.of(service), 'tokens'),
        ...running.map(({ instanceId }) => instanceName(service, instanceId)),
      );
      return tokens.filter((token) => token === null).length;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** Deletes tokens of instances that such a release has forgotten. Returns how many. */
  async forgetTokens(): Promise<number> {
    const forgotten = await Promise.all(this.#shards.numbers.map((shard) => this.#forgetTokens(shard)));
    return forgotten.reduce((sum, count) => sum + count, 0);
  }

  async #forgetTokens(shard: ShardOrOne): Promise<number> {
    const { client, prefix } = this.#redis;
    const [tokens, states] = [serviceKeys.part(prefix, shard, 'tokens'), serviceKeys.part(prefix, shard, 'state')];
    const names = await client.hkeys(tokens);
    const known = new Set(await client.hkeys(states));
    const gone = names.filter((name) => !known.has(name));
    return gone.length === 0 ? 0 : client.hdel(tokens, ...gone);
  }

  async #sweepShard(shard: ShardOrOne): Promise<number> {
    return (await this.#run(sweepScript, shard, [])) as number;
  }

  /** Asks for something of the services of a shard behind a sweep, which is sent along. */
  async #swept<T>(shard: ShardOrOne, ask: (countsKey: string) => Promise<T>): Promise<T> {
    const [, answer] = await Promise.all([this.#sweepShard(shard), ask(serviceKeys.counts(this.#redis.prefix, shard))]);
    return answer;
  }

  /** The shards but that of a service. */
  #others(service: string): readonly ShardOrOne[] {
    const own = this.#shards.of(service);
    return this.#shards.numbers.filter((shard) => shard !== own);
  }

  /** Nobody waits for it: where one does not answer, the next round comes within a second. */
  #sweepOthers(service: string): void {
    for (const shard of this.#others(service)) this.#sweepShard(shard).catch(() => {});
  }

  /** Heartbeats of one shard. */
  async #beat(beats: readonly Beat[]): Promise<(ServiceInstance | Error)[]> {
    const service = serviceOf((beats as [Beat])[0][0]);
    const args = [this.#roundMs, ...beats.flat()];
    const [round, replies] = (await this.#run(heartbeatScript, this.#shards.of(service), args)) as [number, Reply[]];
    if (round === 1) this.#sweepOthers(service);
    return beats.map(([name], index) => {
      const [outcome, standing = '', facts = ''] = replies[index] as Reply;
      if (outcome === 'CONFLICT') return replaced(name);
      return outcome === 'OK' ? readInstance(name, standing, facts) : notFound(name, 'register it again');
    });
  }

  /** Services of one shard. */
  async #read(services: readonly string[]): Promise<ServiceInstance[][]> {
    const lists = (await this.#run(readScript, this.#shards.of(services[0] as string), services)) as string[][];
    return lists.map((list) =>
      Array.from({ length: list.length / 3 }, (_, index) => {
        const [name = '', standing = '', facts = ''] = list.slice(3 * index, 3 * index + 3);
        return readInstance(name, standing, facts);
      }),
    );
  }

  /** 0 where there is one shard, which needs no round. */
  get #roundMs(): number {
    return this.#shards.numbers.length > 1 ? serviceLimits.roundMs : 0;
  }

  #run(
    script: ReturnType<typeof loadScript>,
    shard: ShardOrOne,
    args: readonly ScriptArgument[],
    keys: readonly string[] = [],
  ): Promise<unknown> {
    const { prefix, channelPrefix } = this.#redis;
    const { downSeconds, changes, changesSeconds, sweep } = serviceLimits;
    const head = [serviceKeys.changed(channelPrefix), downSeconds * 1_000, changes, changesSeconds, sweep];
    return this.#redis.run(script, [serviceKeys.services(prefix, shard), ...keys], [...head, ...args]);
  }
}

function replaced(name: string): Refusal {
  const [service, instanceId] = name.split('/');
  const message = `Another process has registered as ${JSON.stringify(instanceId)} of ${service}: give each an id of its own`;
  return new Refusal({ code: 'CONFLICT', message, field: ['instanceId'] });
}

function notFound(name: string, advice: string): Refusal {
  const [service, instanceId] = name.split('/');
  const message = `${service} has no instance ${JSON.stringify(instanceId)}: ${advice}`;
  return new Refusal({ code: 'NOT_FOUND', message, field: ['instanceId'] });
}

/** '' where none was given: an empty one is nobody's. */
function readToken(token: string | null | undefined): string {
  if (token === '') refuse('INVALID', 'token must be the one that the registration gave, or be left out', 'token');
  return token ?? '';
}
