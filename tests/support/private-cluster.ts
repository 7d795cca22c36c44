// A Redis Cluster for a test run or a bench, put together through ordinary commands: no redis-cli needed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, inMemory } from '../../src/embedded-redis/embedded-redis.ts';
import { findServer, type ServerProgram } from '../../src/embedded-redis/find.ts';
import { type RedisProcess, startRedisProcess } from '../../src/embedded-redis/process.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';

const slots = 16_384;
const limits = { formTimeoutMs: 20_000, pollMs: 25 } as const;

export interface PrivateCluster {
  /** `redis://127.0.0.1:a,127.0.0.1:b,127.0.0.1:c` */
  readonly url: string;
  readonly ports: readonly number[];
  /** Of the servers, in the order of their ports. */
  readonly pids: readonly number[];
  /** Ends all servers and removes their files. */
  stop(): Promise<void>;
}

interface Node {
  readonly port: number;
  readonly busPort: number;
  readonly server: RedisProcess;
}

/** `config`: settings of each server besides its own. */
export async function startPrivateCluster(
  masters = 3,
  config: readonly (readonly [string, string])[] = [],
): Promise<PrivateCluster> {
  const program = await findServer();
  const folder = mkdtempSync(join(tmpdir(), 'mortar-cluster-'));
  const nodes: Node[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let index = 0; index < masters; index++) nodes.push(await startNode(program, folder, index, config));
    await form(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  const ports = nodes.map((node) => node.port);
  const pids = nodes.map((node) => node.server.pid);
  return { url: `redis://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`, ports, pids, stop };
}

async function startNode(
  program: ServerProgram,
  folder: string,
  index: number,
  config: readonly (readonly [string, string])[],
): Promise<Node> {
  const port = await freePort();
  const busPort = await freePort();
  const server = await startRedisProcess({
    program,
    address: parseRedisUrl(`redis://127.0.0.1:${port}`),
    logFile: join(folder, `redis-${index}.log`),
    config: [
      ['bind', '127.0.0.1'],
      ['port', String(port)],
      ['cluster-enabled', 'yes'],
      // One node that meets no other would not know its own address.
      ['cluster-announce-ip', '127.0.0.1'],
      ['cluster-port', String(busPort)],
      ['cluster-config-file', `nodes-${index}.conf`],
      ['cluster-node-timeout', '5000'],
      ['dir', folder],
      ...inMemory,
      ...config,
    ],
  });
  return { port, busPort, server };
}

async function form(nodes: readonly Node[]): Promise<void> {
  const clients = nodes.map((node) => new Redis({ host: '127.0.0.1', port: node.port, enableReadyCheck: false }));
  try {
    await Promise.all(
      clients.map(async (client, index) => {
        await client.cluster('SET-CONFIG-EPOCH', index + 1);
        const [from, to] = [index, index + 1].map((each) => Math.round((each * slots) / nodes.length));
        await client.call('CLUSTER', 'ADDSLOTSRANGE', Number(from), Number(to) - 1);
      }),
    );
    const [first, ...others] = nodes as [Node, ...Node[]];
    for (const [index] of others.entries())
      await clients[index + 1]?.call('CLUSTER', 'MEET', '127.0.0.1', first.port, first.busPort);
    await Promise.all(clients.map((client) => untilFormed(client, nodes.length)));
  } finally {
    for (const client of clients) client.disconnect();
  }
}

/** A node serves once it sees all slots covered and knows every node as a healthy one. */
async function untilFormed(client: Redis, size: number): Promise<void> {
  const deadline = Date.now() + limits.formTimeoutMs;
  for (;;) {
    const info = String(await client.call('CLUSTER', 'INFO'));
    const listed = String(await client.call('CLUSTER', 'NODES'));
    const healthy = listed.split('\n').filter((line) => /master - .* connected \d/.test(line)).length;
    if (info.includes('cluster_state:ok') && healthy === size) return;
    if (Date.now() > deadline) throw new Error(`The test cluster did not form: ${info.replaceAll('\r\n', ' ')}`);
    await new Promise((resolve) => setTimeout(resolve, limits.pollMs));
  }
}
