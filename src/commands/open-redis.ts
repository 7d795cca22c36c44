// The Redis that a command works on: REDIS_URL, or the embedded one of the data folder.

import { type Config, withoutPassword } from '../config.ts';
import { FolderInUse, joinEmbeddedRedis, startEmbeddedRedis } from '../embedded-redis/embedded-redis.ts';
import { parseRedisUrl, type RedisAddress } from '../redis/base/address.ts';
import { connect, untilReady } from '../redis/base/connect.ts';
import { examineFitness, examineWaiting, seeWhyNotReady } from '../redis/base/fitness.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { UnknownLayout } from '../redis/base/layout.ts';
import { newestLayout } from '../redis/base/shards.ts';
import type { MigrationReport } from '../redis/migration.ts';
import { CommandError } from './command.ts';
import { migrateData } from './migrate-data.ts';

const limits = { readyTimeoutMs: 3_000, loadingTimeoutMs: 30 * 60_000 } as const;

export interface OpenRedis {
  /** With the password. */
  readonly address: RedisAddress;
  readonly url: string;
  /** Where Redis answers and where its data is, for a person. */
  readonly whereabouts: string;
  /** What of the data of an earlier release was adjusted for this command. */
  readonly migrated: MigrationReport;
  /** Ends an embedded Redis that was started for this command. */
  stop(): Promise<void>;
}

type Connected = Omit<OpenRedis, 'migrated'>;

/**
 * `start` has the data folder to itself; any other command joins the Redis that `start` runs, or starts one.
 * @throws CommandError that says what to do.
 */
export async function openRedis(config: Config, command: string): Promise<OpenRedis> {
  const redis = await open(config, command);
  try {
    return { ...redis, migrated: await checkData(redis, config) };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

async function open(config: Config, command: string): Promise<Connected> {
  if (config.redisUrl) {
    const address = parseRedisUrl(config.redisUrl, config.redis);
    const whereabouts = withoutPassword(config.redisUrl);
    await checkRedis(address, whereabouts, config);
    return { address, url: config.redisUrl, whereabouts, stop: async () => {} };
  }
  const settings = {
    dataDir: config.dataDir,
    maxBytes: config.embeddedRedisBytes,
    command,
    tell: (sentence: string) => console.error(sentence),
  };
  try {
    const redis = await (command === 'start' ? startEmbeddedRedis(settings) : joinEmbeddedRedis(settings));
    return {
      address: parseRedisUrl(redis.url),
      url: redis.url,
      whereabouts: `${redis.url} (Mortar's own, its data in ${redis.dataDir})`,
      stop: () => redis.stop(),
    };
  } catch (error) {
    throw new CommandError(folderProblem(error as NodeJS.ErrnoException, config));
  }
}

function folderProblem(error: NodeJS.ErrnoException, { dataDir }: Config): string {
  const { code = '', message } = error;
  if (error instanceof FolderInUse) return `${message}. Stop that one first, or set MORTAR_DATA_DIR to another folder`;
  const another = 'set MORTAR_DATA_DIR to another one';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return `The data folder ${dataDir} cannot be written to (${code}): give it to the user that runs Mortar, or ${another}`;
  if (code === 'ENOENT') return `The data folder ${dataDir} cannot be made there: ${another}`;
  if (['EEXIST', 'ENOTDIR'].includes(code)) return `The data folder ${dataDir} is not a folder: ${another}`;
  if (code === 'ENOSPC') return `The disk of the data folder ${dataDir} is full: make room, or ${another}`;
  return message;
}

async function checkData({ address, whereabouts }: Connected, config: Config): Promise<MigrationReport> {
  const settings = { prefix: config.keyPrefix, shards: config.shards };
  const handle = await RedisHandle.open(address, settings).catch((error: Error) => {
    throw error instanceof UnknownLayout ? new CommandError(tellLayout(error, whereabouts, config)) : error;
  });
  try {
    return await migrateData(handle, { language: config.shop.language });
  } finally {
    handle.close();
  }
}

function tellLayout({ stored }: UnknownLayout, whereabouts: string, config: Config): string {
  const remedy = config.redisUrl
    ? 'set MORTAR_KEY_PREFIX to another prefix, or empty that Redis'
    : 'set MORTAR_DATA_DIR to another folder, or delete that one';
  const [age, cure] =
    Number(stored) > newestLayout ? ['a newer', `install that version, or ${remedy}`] : ['an older', remedy];
  return `The data at ${whereabouts} has layout ${stored}, of ${age} version of Mortar. This one reads layout ${newestLayout}: ${cure}`;
}

/**
 * Says what an operator has to know of the Redis before Mortar works on it.
 * @throws CommandError where it cannot.
 */
async function checkFitness(redis: RedisHandle, whereabouts: string, { durability }: Config): Promise<void> {
  const found = await examineFitness(redis);
  if (durability) found.push(...(await examineWaiting(redis, durability)));
  const unfit = found.find(({ kind }) => kind === 'unfit');
  if (unfit) throw new CommandError(`Redis at ${whereabouts} cannot be used. ${unfit.text}`);
  for (const { text } of found) console.error(`Warning: ${text}`);
}

/** Judges a Redis before its data is asked for: one that lacks a right, or is a replica, could not answer. */
async function checkRedis(address: RedisAddress, whereabouts: string, config: Config): Promise<void> {
  const client = connect(address, 'commands');
  // A server that is not up yet may come; a password does not get better by waiting.
  const refused = new Promise<never>((_resolve, reject) => {
    client.on('error', (error: Error) => {
      if (isAccessRefusal(error.message)) reject(error);
    });
  });
  try {
    await Promise.race([untilReady(client, limits.readyTimeoutMs), refused]).catch(async (error: Error) => {
      const reason = await seeWhyNotReady(address);
      if (reason !== 'loading') throw reason ? new Error(reason.text) : error;
      console.error(`Redis at ${whereabouts} is loading its data. Mortar starts once it has.`);
      await untilReady(client, limits.loadingTimeoutMs);
    });
    await checkFitness(new RedisHandle(client, config.keyPrefix), whereabouts, config);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`Redis at ${whereabouts} ${advise((error as Error).message)}`);
  } finally {
    client.disconnect();
  }
}

function isAccessRefusal(reason: string): boolean {
  return /WRONGPASS|NOAUTH|NOPERM|invalid password/.test(reason);
}

function advise(reason: string): string {
  if (/WRONGPASS|invalid password/.test(reason)) return 'refuses the user or password: correct them in REDIS_URL';
  if (/NOAUTH/.test(reason)) return 'wants a password: put it in REDIS_URL, as in redis://:password@host:port';
  if (/ECONNREFUSED/.test(reason)) return 'does not answer: start it, correct REDIS_URL, or leave REDIS_URL out';
  if (/certificate|CERT_/i.test(reason))
    return `has a certificate that is not trusted (${reason}): see MORTAR_REDIS_TLS_*`;
  if (/ENOTFOUND|EAI_AGAIN/.test(reason)) return 'has a host name that is not known: correct REDIS_URL';
  return `cannot be used: ${reason.split('\n')[0]}`;
}
