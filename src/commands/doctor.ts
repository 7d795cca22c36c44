// `mortar doctor`: examines the Redis and the data, and puts right what can be.

import type { Config } from '../config.ts';
import { certify, type Times } from '../redis/base/certificate.ts';
import { examineDurability, examineFitness, examineWaiting } from '../redis/base/fitness.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { leastAclRule } from '../redis/base/rights.ts';
import { scanKeys } from '../redis/base/scan.ts';
import { createStores, type Stores } from '../redis/stores.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { openRedis } from './open-redis.ts';

const limits = { linesShown: 100, chargesOfMs: 24 * 3_600_000 } as const;

interface Finding {
  readonly text: string;
  /** Whether `--fix` puts it right. */
  readonly mendable: boolean;
}

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [--fix]',
  about:
    'Tests Redis with temporary keys, and prints what it found and the least ACL rule. Then checks the settings of Redis, every job, every order and the reserved stock, and lists problems. May run while Mortar runs.',
  options: `  --fix   also corrects what it can

The exit code is 1 if something is wrong that was not corrected.`,
  async run(args, config) {
    const fix = readFix(args);
    const redis = await openRedis(config, 'doctor');
    const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
    try {
      for (const line of await describeRedis(handle)) console.log(line);
      report(await examine(createStores(handle), config, fix), fix);
    } finally {
      handle.close();
      await redis.stop();
    }
  },
};

function readFix(args: readonly string[]): boolean {
  const options = { fix: { type: 'boolean', default: false } } as const;
  return readArguments(doctorCommand, { args: [...args], options }).values.fix;
}

/** What an operator has to know of a Redis, whether or not something is wrong. */
async function describeRedis(redis: RedisHandle): Promise<string[]> {
  const { versions, masters, replicas, latency, script, pubsub, durability } = await certify(redis);
  return [
    `${versions.join(', ')}. Masters: ${masters}. Replicas: ${replicas}.`,
    `An answer takes ${say(latency)}, a script ${say(script)}.`,
    pubsub ? `A message takes ${say(pubsub)}.` : 'No message arrived: Pub/Sub does not work.',
    ...durability,
    `The least ACL rule: ${leastAclRule(redis)}`,
  ];
}

function say({ median, slowest }: Times): string {
  return `${median.toFixed(2)} ms (at most ${slowest.toFixed(2)} ms)`;
}

async function examine(stores: Stores, config: Config, fix: boolean): Promise<Finding[]> {
  const orders = await stores.orderDoctor.examine({ mend: fix });
  const counts = await stores.inventory.audit({ mend: fix });
  const aside = await stores.outbox.aside();
  return [
    ...(await examineRedis(stores.redis, config)),
    ...(await examineForeign(stores.redis)),
    ...(await examineJobs(stores, fix)),
    ...(await examineCharges(stores, fix)),
    ...orders.map(({ id, problem }) => ({ text: `Order ${id} ${problem}.`, mendable: true })),
    ...counts.map((count) => ({ text: wrongCount(count), mendable: true })),
    ...(aside > 0
      ? [{ text: `${aside} outbox entries of orders were set aside, as they cannot be read.`, mendable: false }]
      : []),
  ];
}

/** The charges of the last day. */
async function examineCharges({ reconciliation }: Stores, fix: boolean): Promise<Finding[]> {
  const since = new Date(Date.now() - limits.chargesOfMs);
  const { refunded, completed, cancelled, failed } = await reconciliation.examine(since, { mend: fix });
  const tell = (keys: readonly string[], rest: string): Finding[] =>
    keys.map((key) => ({ text: `The charge ${key} ${rest}`, mendable: true }));
  return [
    ...tell(refunded, 'has no order that it is for. It is to be given back.'),
    ...tell(completed, 'is for a checkout whose order was lost. The order is to be completed.'),
    ...tell(cancelled, 'was given back, but its order counts as paid. The order is to be cancelled.'),
    ...failed.map((key) => ({ text: `The charge ${key} cannot be compared with its order.`, mendable: false })),
  ];
}

/** What others have written under keys of Mortar, and was set aside. */
async function examineForeign({ client, prefix }: RedisHandle): Promise<Finding[]> {
  const keys = new Set<string>();
  for await (const key of scanKeys(client, '', ':foreign*'))
    if (key.replace(/^\{/, '').startsWith(`${prefix}:`)) keys.add(key);
  return Array.from(keys, (key) => ({
    text: `The key ${key} was set aside, as it held what is not Mortar's. Delete it when you know who has written it.`,
    mendable: false,
  }));
}

/** Quarantined jobs are no finding: the page of their queue shows them. */
async function examineJobs({ jobs, jobDoctor }: Stores, fix: boolean): Promise<Finding[]> {
  const unlisted = await jobDoctor.unlisted({ mend: fix });
  const names = new Set([...(await jobs.queueNames()), ...unlisted]);
  const found = unlisted.map((name) => ({ text: `Queue ${name} is missing from the list of queues.`, mendable: true }));
  for (const name of [...names].sort())
    for (const { id, problem } of await jobDoctor.examine(name, { mend: fix }))
      found.push({ text: `Job ${id} ${problem}.`, mendable: true });
  return found;
}

/** A sentence about a count that is wrong. A guest's session is a secret, so that no holder is named. */
function wrongCount({ of, sku, counted, holds }: Awaited<ReturnType<Stores['inventory']['audit']>>[number]): string {
  if (of === 'reserved') return `Of ${sku} ${counted} are reserved, but holds keep ${holds}.`;
  const what = sku === '' ? 'holds' : `pieces of ${sku}`;
  return `A shopper or address counts as having ${counted} ${what}, but has ${holds}.`;
}

async function examineRedis(redis: RedisHandle, { redisUrl, durability: waits }: Config): Promise<Finding[]> {
  const found = await examineFitness(redis);
  // Of the embedded Redis Mortar decides.
  const durability = redisUrl ? await examineDurability(redis) : [];
  const waiting = waits ? await examineWaiting(redis, waits) : [];
  return [...found, ...durability, ...waiting].map(({ text }) => ({ text, mendable: false }));
}

function report(found: readonly Finding[], fix: boolean): void {
  for (const { text, mendable } of found.slice(0, limits.linesShown))
    console.log(fix && mendable ? `${text} Corrected.` : text);
  if (found.length > limits.linesShown) console.log(`And ${found.length - limits.linesShown} more.`);
  const open = found.filter(({ mendable }) => !(fix && mendable));
  if (found.length === 0) console.log('Nothing is wrong.');
  else if (!fix && found.some(({ mendable }) => mendable)) console.log('Run it with --fix to correct what it can.');
  if (open.length > 0) process.exitCode = 1;
}
