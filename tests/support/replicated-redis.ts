// Redis with replicas: a plain pair, a primary that three Sentinels watch, or a cluster. Its servers can be killed, frozen and
// started again; a server that comes back joins as what it has become meanwhile.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort, inMemory } from '../../src/embedded-redis/embedded-redis.ts';
import { findServer, type ServerProgram } from '../../src/embedded-redis/find.ts';
import { type RedisProcess, startRedisProcess } from '../../src/embedded-redis/process.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';

export type ReplicatedKind = 'pair' | 'sentinel' | 'cluster';

const limits = { formMs: 60_000, pollMs: 50, downMs: 1_000, clusterMasters: 3 } as const;
const masterName = 'shop';
const slots = 16_384;

export class RedisMember {
  readonly port: number;
  /** For questions to this server; it fails while the server is away. */
  readonly client: Redis;
  readonly #start: () => Promise<RedisProcess>;
  #process: RedisProcess | undefined;
  #frozen = false;

  constructor(port: number, start: () => Promise<RedisProcess>) {
    this.port = port;
    this.#start = start;
    this.client = new Redis({
      host: '127.0.0.1',
      port,
      lazyConnect: true,
      commandTimeout: 1_000,
      enableReadyCheck: false,
    });
    this.client.on('error', () => {});
  }

  get runs(): boolean {
    return this.#process !== undefined && !this.#frozen;
  }

  async start(): Promise<void> {
    this.#process = await this.#start();
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const ended = this.#process?.ended;
    this.#signal('SIGKILL');
    this.#process = undefined;
    this.#frozen = false;
    await ended;
  }

  /** SIGSTOP: it keeps its connections and answers nothing. */
  freeze(): void {
    this.#frozen = this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
    this.#frozen = false;
  }

  async close(): Promise<void> {
    this.client.disconnect();
    await this.kill();
  }

  /** Its own word on whether it takes writes; undefined while it does not answer. */
  async role(): Promise<'master' | 'slave' | undefined> {
    if (!this.runs) return undefined;
    const answer = (await this.client.call('ROLE').catch(() => undefined)) as [string] | undefined;
    return answer?.[0] === 'master' || answer?.[0] === 'slave' ? answer[0] : undefined;
  }

  #signal(signal: NodeJS.Signals): boolean {
    if (!this.#process) return false;
    try {
      process.kill(this.#process.pid, signal);
      return true;
    } catch {
      return false;
    }
  }
}

export class ReplicatedRedis {
  readonly kind: ReplicatedKind;
  readonly members: readonly RedisMember[];
  /** For REDIS_URL. */
  readonly url: string;
  readonly #folder: string;
  readonly #sentinels: readonly Sentinel[];

  private constructor(
    kind: ReplicatedKind,
    members: readonly RedisMember[],
    sentinels: readonly Sentinel[],
    folder: string,
  ) {
    this.kind = kind;
    this.members = members;
    this.#sentinels = sentinels;
    this.#folder = folder;
    const nodes = (of: readonly { readonly port: number }[]): string =>
      of.map(({ port }) => `127.0.0.1:${port}`).join(',');
    if (kind === 'sentinel') this.url = `redis+sentinel://${nodes(sentinels)}/${masterName}`;
    else this.url = `redis://${nodes(kind === 'cluster' ? members : members.slice(0, 1))}`;
  }

  /** One replica for each master; with Sentinel two. Resolves once all of them have joined. */
  static async open(kind: ReplicatedKind): Promise<ReplicatedRedis> {
    const program = await findServer();
    const folder = mkdtempSync(join(tmpdir(), 'mortar-replicated-'));
    const sentinels: Sentinel[] = [];
    const size = { pair: 2, sentinel: 3, cluster: 2 * limits.clusterMasters }[kind];
    const members: RedisMember[] = [];
    for (let place = 0; place < size; place += 1)
      members.push(await newMember(kind, program, folder, place, members, sentinels));
    const redis = new ReplicatedRedis(kind, members, sentinels, folder);
    try {
      for (const member of members) await member.start();
      if (kind === 'cluster') await form(members);
      if (kind === 'sentinel') {
        const master = members[0] as RedisMember;
        for (let place = 0; place < 3; place += 1)
          sentinels.push(await startSentinel(program, folder, place, master.port));
        return new ReplicatedRedis(kind, members, sentinels, folder).#whenWhole();
      }
      return await redis.#whenWhole();
    } catch (error) {
      await redis.close();
      throw error;
    }
  }

  async #whenWhole(): Promise<this> {
    await this.untilWhole();
    return this;
  }

  /** Those that take writes, by their own word: after a failover, one that has not learned of it may be among them. */
  async masters(): Promise<RedisMember[]> {
    return this.#of('master');
  }

  async replicas(): Promise<RedisMember[]> {
    return this.#of('slave');
  }

  async #of(role: 'master' | 'slave'): Promise<RedisMember[]> {
    const roles = await Promise.all(this.members.map((member) => member.role()));
    return this.members.filter((_, place) => roles[place] === role);
  }

  /** Of a replica in a cluster. */
  async masterOf(replica: RedisMember): Promise<RedisMember | undefined> {
    const nodes = String(
      await this.members.find((member) => member.runs && member !== replica)?.client.call('CLUSTER', 'NODES'),
    );
    const fields = nodes.split('\n').map((line) => line.split(' '));
    const id = fields.find(([, address = '']) => address.includes(`:${replica.port}@`))?.[3];
    const address = fields.find(([each]) => each === id)?.[1] ?? '';
    return this.members.find(({ port }) => address.includes(`:${port}@`));
  }

  /** Until so many servers take writes. */
  async untilMasters(count: number): Promise<void> {
    const deadline = Date.now() + limits.formMs;
    while ((await this.masters()).length < count) {
      if (Date.now() > deadline) throw new Error(`No replica of the ${this.kind} was promoted`);
      await wait(limits.pollMs);
    }
  }

  /** Until all servers run, there are as many masters as there should be, and each replica has caught up. */
  async untilWhole(timeoutMs: number = limits.formMs): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await this.#isWhole())) {
      if (Date.now() > deadline) throw new Error(`The ${this.kind} did not become whole`);
      await wait(limits.pollMs);
    }
  }

  async #isWhole(): Promise<boolean> {
    const wanted = this.kind === 'cluster' ? limits.clusterMasters : 1;
    if ((await this.masters()).length !== wanted) return false;
    const replicas = await this.replicas();
    if (replicas.length !== this.members.length - wanted) return false;
    const infos = await Promise.all(replicas.map(({ client }) => client.info('replication').catch(() => '')));
    if (!infos.every((info) => info.includes('master_link_status:up'))) return false;
    if (this.kind === 'sentinel') return (await Promise.all(this.#sentinels.map(knowsAll))).every(Boolean);
    if (this.kind === 'pair') return true;
    const states = this.members.map(({ client }) => client.call('CLUSTER', 'INFO').catch(() => ''));
    return (await Promise.all(states)).every((state) => String(state).includes('cluster_state:ok'));
  }

  async close(): Promise<void> {
    await Promise.all(this.#sentinels.map((sentinel) => sentinel.close()));
    await Promise.all(this.members.map((member) => member.close()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function newMember(
  kind: ReplicatedKind,
  program: ServerProgram,
  folder: string,
  place: number,
  members: readonly RedisMember[],
  sentinels: readonly Sentinel[],
): Promise<RedisMember> {
  const port = await freePort();
  const busPort = kind === 'cluster' ? await freePort() : 0;
  return new RedisMember(port, async () => {
    const config: (readonly [string, string])[] = [
      ['bind', '127.0.0.1'],
      ['port', String(port)],
      ['dir', folder],
      ['dbfilename', `dump-${place}.rdb`],
      ['repl-diskless-sync-delay', '0'],
      ['repl-backlog-size', '64mb'],
      ...inMemory,
    ];
    if (kind === 'cluster')
      config.push(
        ['cluster-enabled', 'yes'],
        ['cluster-port', String(busPort)],
        ['cluster-config-file', `nodes-${place}.conf`],
        ['cluster-node-timeout', String(limits.downMs)],
        ['cluster-replica-validity-factor', '0'],
      );
    else {
      const master = (await masterPort(sentinels)) ?? members[0]?.port ?? port;
      if (master !== port) config.push(['replicaof', `127.0.0.1 ${master}`]);
    }
    const address = parseRedisUrl(`redis://127.0.0.1:${port}`);
    return startRedisProcess({ program, address, logFile: join(folder, `redis-${place}.log`), config });
  });
}

interface Sentinel {
  readonly port: number;
  readonly client: Redis;
  close(): Promise<void>;
}

async function startSentinel(program: ServerProgram, folder: string, place: number, master: number): Promise<Sentinel> {
  const port = await freePort();
  const file = join(folder, `sentinel-${place}.conf`);
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${folder}`,
    `sentinel monitor ${masterName} 127.0.0.1 ${master} 2`,
    `sentinel down-after-milliseconds ${masterName} ${limits.downMs}`,
    `sentinel failover-timeout ${masterName} 5000`,
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  // It ends with us, however we end.
  const script = '"$1" "$2" --sentinel >/dev/null 2>&1 & pid=$!; read -r done; kill -KILL $pid';
  const env = { PATH: process.env.PATH, ...program.env };
  const child: ChildProcess = spawn('/bin/sh', ['-c', script, 'sentinel', program.path, file], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env,
  });
  const client = new Redis({ host: '127.0.0.1', port, commandTimeout: 1_000, enableReadyCheck: false });
  client.on('error', () => {});
  const close = async (): Promise<void> => {
    client.disconnect();
    const ended = once(child, 'exit');
    child.stdin?.end('done\n');
    await ended;
  };
  return { port, client, close };
}

async function knowsAll({ client }: Sentinel): Promise<boolean> {
  const fields = (await client.call('SENTINEL', 'master', masterName).catch(() => [])) as string[];
  const field = (name: string): string | undefined => fields[fields.indexOf(name) + 1];
  return field('num-slaves') === '2' && field('num-other-sentinels') === '2' && field('flags') === 'master';
}

async function masterPort(sentinels: readonly Sentinel[]): Promise<number | undefined> {
  const [sentinel] = sentinels;
  if (!sentinel) return undefined;
  const [, port] = (await sentinel.client.call('SENTINEL', 'get-master-addr-by-name', masterName)) as [string, string];
  return Number(port);
}

/** Masters first, then a replica for each. */
async function form(members: readonly RedisMember[]): Promise<void> {
  const masters = members.slice(0, limits.clusterMasters);
  const share = Math.ceil(slots / masters.length);
  for (const [place, { client }] of members.entries()) {
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', place + 1);
    const last = Math.min((place + 1) * share, slots) - 1;
    if (place < masters.length) await client.call('CLUSTER', 'ADDSLOTSRANGE', place * share, last);
  }
  const [first, ...others] = members as [RedisMember, ...RedisMember[]];
  const [, busPort] = (await first.client.call('CONFIG', 'GET', 'cluster-port')) as [string, string];
  for (const { client } of others) await client.call('CLUSTER', 'MEET', '127.0.0.1', first.port, busPort);
  for (const [place, { client }] of masters.entries()) {
    const id = String(await client.call('CLUSTER', 'MYID'));
    const replica = members[limits.clusterMasters + place] as RedisMember;
    await replicate(replica.client, id);
  }
}

/** The replica may not know its master yet. */
async function replicate(client: Redis, id: string): Promise<void> {
  for (const deadline = Date.now() + limits.formMs; ; await wait(limits.pollMs)) {
    try {
      await client.call('CLUSTER', 'REPLICATE', id);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
