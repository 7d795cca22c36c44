// `npm run fuzz -- [subject ...] [--cluster] [--every n]`: every public method of the stores with every hostile value in each place,
// among good calls of the same tick, and then every script that they ran with arguments and keys that are not as they should be.

import '../support/choose-server.ts';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, mastersOf, untilReady } from '../../src/redis/base/connect.ts';
import { readArguments, wholeNumber } from '../support/arguments.ts';
import { startPrivateCluster } from '../support/private-cluster.ts';
import { breakKeys } from './broken-keys.ts';
import { Progress } from './progress.ts';
import { callsOf, fuzzSubject, missing, openWorld, RecordingHandle, unrun } from './run.ts';
import { fuzzScript } from './scripts.ts';
import type { FuzzSubject } from './subject.ts';
import { subjects } from './subjects/index.ts';

const options = {
  room: { type: 'string', multiple: true },
  cluster: { type: 'boolean' },
  every: { type: 'string' },
} as const;
const { names, cluster, every } = readArguments(
  `npm run fuzz -- [subject ...] [--cluster] [--every N]\n\nSubjects: ${subjects.map(({ name }) => name).join(', ')}. With --every only one in N hostile calls is made.`,
  { options, allowPositionals: true },
  ({ values, positionals }) => {
    const named = [...positionals, ...(values.room ?? [])];
    const unknown = named.find((name) => subjects.every((subject) => subject.name !== name));
    if (unknown) throw new Error(`There is no subject named ${unknown}; --help lists them`);
    return {
      names: named,
      cluster: values.cluster,
      every: wholeNumber('every', values.every ?? '1', 1, 1_000_000),
    };
  },
);

const server = cluster ? await startPrivateCluster() : await startMemoryRedis();
const chosen = subjects.filter(({ name }) => names.length === 0 || names.includes(name));
const progress = new Progress(chosen.length);
let faults = 0;
try {
  for (const [index, subject] of chosen.entries()) faults += await fuzz(subject, index);
} finally {
  progress.end();
  await server.stop();
}
process.exit(faults === 0 ? 0 : 1);

/** Each method in a world of its own: what all of them leave behind would make each check read more. */
async function fuzz(subject: FuzzSubject, index: number): Promise<number> {
  const began = performance.now();
  const tell = (fault: string) => progress.log(`${subject.name}: ${fault}`);
  const sum = { calls: 0, refused: 0, scripts: 0, faults: 0 };
  const handles: RecordingHandle[] = [];
  const methods = Object.entries(subject.methods);
  for (const [place, [name, method]] of methods.entries()) {
    const redis = await openHandle(`fuzz-${subject.name}-${place}`);
    handles.push(redis);
    const one = { ...subject, methods: { [name]: method } };
    const show = (done: number, what: string) =>
      progress.show(index + (0.95 * (place + done)) / methods.length, `${subject.name} ${what}`);
    const result = await fuzzSubject(one, openWorld(redis), { tell, every, onProgress: show });
    const calls = callsOf(subject, redis);
    const found: string[] = [];
    for (const call of calls) found.push(...(await fuzzScript(redis, call)));
    for (const fault of found) tell(`${name}: ${fault}`);
    sum.calls += result.calls;
    sum.refused += result.refused;
    sum.scripts += calls.length;
    sum.faults += result.faults.length + found.length;
    await empty(redis);
    redis.close();
  }
  progress.show(index + 0.95, `${subject.name} broken keys`);
  const redis = await openHandle(`broken-${subject.name}`);
  const world = openWorld(redis);
  const broken = await breakKeys(subject, world);
  const found = [...missing(subject, world), ...unrun(subject, handles), ...broken.faults];
  await empty(redis);
  redis.close();
  for (const fault of found) tell(fault);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const faults = sum.faults + found.length;
  progress.log(JSON.stringify({ fuzz: subject.name, ...sum, brokenKeys: broken.trials, seconds, faults }));
  return faults;
}

/** Checkers look through all keys of the server, which is this run's own. */
async function empty({ client }: RecordingHandle): Promise<void> {
  await Promise.all(mastersOf(client).map((node) => node.flushall()));
}

async function openHandle(prefix: string): Promise<RecordingHandle> {
  const client = connect(parseRedisUrl(server.url), 'blocking');
  await untilReady(client, 5_000);
  return new RecordingHandle(client, prefix);
}
