// `npm run fuzz -- [subject ...] [--cluster]`: every public method of the stores with every hostile value in each place, among good
// calls of the same tick, and then every script that they ran with arguments and keys that are not as they should be.

import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { startPrivateCluster } from '../support/private-cluster.ts';
import { fuzzSubject, missing, openWorld, RecordingHandle } from './run.ts';
import { fuzzScript } from './scripts.ts';
import { subjects } from './subjects/index.ts';

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => subjects.every((subject) => subject.name !== name));
if (unknown.length > 0) {
  console.error(`Unknown subject ${unknown.join(', ')}. Subjects: ${subjects.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

const server = process.argv.includes('--cluster') ? await startPrivateCluster() : await startMemoryRedis();
let faults = 0;
try {
  for (const subject of subjects.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const client = connect(parseRedisUrl(server.url), 'blocking');
    await untilReady(client, 5_000);
    const redis = new RecordingHandle(client, `fuzz-${subject.name}`);
    const world = openWorld(redis);
    const result = await fuzzSubject(subject, world, (what) => console.log(`${subject.name}: ${what}`));
    const found = missing(subject, world);
    for (const call of redis.scripts.values()) found.push(...(await fuzzScript(redis, call)));
    for (const fault of found) console.log(`${subject.name}: ${fault}`);
    const { calls, refused } = result;
    console.log(
      JSON.stringify({
        fuzz: subject.name,
        calls,
        refused,
        scripts: redis.scripts.size,
        faults: result.faults.length + found.length,
      }),
    );
    faults += result.faults.length + found.length;
    redis.close();
  }
} finally {
  await server.stop();
}
process.exit(faults === 0 ? 0 : 1);
