// `npm run fuzz -- [subject ...] [--cluster] [--every n]`: every public method of the stores with every hostile value in each place,
// among good calls of the same tick, and then every script that they ran with arguments and keys that are not as they should be.

import { parseArgs } from 'node:util';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { startPrivateCluster } from '../support/private-cluster.ts';
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
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const names = [...positionals, ...(values.room ?? [])];
const every = Number(values.every ?? 1);
const unknown = names.filter((name) => subjects.every((subject) => subject.name !== name));
if (unknown.length > 0 || !Number.isInteger(every) || every < 1) {
  if (unknown.length > 0) console.error(`Unknown subject ${unknown.join(', ')}.`);
  console.error(
    `Usage: npm run fuzz -- [--cluster] [--every <n>] [subject ...]. Subjects: ${subjects.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

const server = values.cluster ? await startPrivateCluster() : await startMemoryRedis();
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

async function fuzz(subject: FuzzSubject, index: number): Promise<number> {
  const client = connect(parseRedisUrl(server.url), 'blocking');
  await untilReady(client, 5_000);
  const redis = new RecordingHandle(client, `fuzz-${subject.name}`);
  const world = openWorld(redis);
  const tell = (fault: string) => progress.log(`${subject.name}: ${fault}`);
  const began = performance.now();
  const result = await fuzzSubject(subject, world, {
    tell,
    every,
    onProgress: (done, method) => progress.show(index + 0.95 * done, `${subject.name} ${method}`),
  });
  const found = [...missing(subject, world), ...unrun(subject, redis)];
  const calls = callsOf(subject, redis);
  for (const call of calls) {
    progress.show(index + 0.95, `script ${call.script.name}`);
    found.push(...(await fuzzScript(redis, call)));
  }
  for (const fault of found) tell(fault);
  const count = result.faults.length + found.length;
  const seconds = Math.round((performance.now() - began) / 1_000);
  progress.log(
    JSON.stringify({
      fuzz: subject.name,
      calls: result.calls,
      refused: result.refused,
      scripts: calls.length,
      seconds,
      faults: count,
    }),
  );
  redis.close();
  return count;
}
