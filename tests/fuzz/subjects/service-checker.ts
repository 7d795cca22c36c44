// What must hold of the registry of services.

import { serviceKeys } from '../../../src/redis/service/keys.ts';
import { serviceLimits } from '../../../src/redis/service/shapes.ts';
import { serviceShards } from '../../../src/redis/service/shard.ts';
import { Contents } from '../contents.ts';
import type { World } from '../subject.ts';

const types = [
  [/^(services|state|facts|tokens)$/, 'hash'],
  [/^(names|expiry|expired)$/, 'zset'],
  [/^changes$/, 'stream', 'expires'],
  [/^number$/, 'string'],
  [/^round$/, 'string', 'expires'],
] as const;

export async function brokenRegistry(world: World): Promise<readonly string[]> {
  const { client, prefix } = world.redis;
  const judged = serviceShards(world.redis).numbers.map(async (shard) => {
    const base = serviceKeys.services(prefix, shard);
    // Of most shards nobody has used any service.
    if ((await client.exists(...['services', 'names', 'state', 'changes'].map((part) => base + part))) === 0) return [];
    return Contents.judge(world, base, async (found) => [
      ...found.misplaced(types),
      ...misplacedInstances(found),
      ...wrongCounts(found),
      ...untold(found),
    ]);
  });
  return (await Promise.all(judged)).flat();
}

/** Each instance has all of its parts, and either lives or has expired. */
function misplacedInstances(found: Contents): string[] {
  const problems: string[] = [];
  const names = new Set(found.list('names'));
  const [running, expired] = [found.scores('expiry'), found.scores('expired')];
  for (const part of ['state', 'facts', 'tokens'] as const) {
    const there = [...found.hash(part).keys()];
    if (there.length !== names.size || there.some((name) => !names.has(name)))
      problems.push(`${part} of other instances`);
  }
  if (running.size + expired.size !== names.size) problems.push('an instance lives and has expired, or neither');
  for (const name of [...running.keys(), ...expired.keys()])
    if (!names.has(name)) problems.push('an instance that is gone expires');
  for (const state of found.hash('state').values())
    if (!/^[UDX] \d{1,8} \d{13}$/.test(state)) problems.push(`a state is ${state}`);
  for (const facts of found.hash('facts').values())
    if (typeof (JSON.parse(facts) as { address?: unknown }).address !== 'string')
      problems.push('facts without address');
  return problems;
}

function wrongCounts(found: Contents): string[] {
  const counts = new Map<string, number>();
  for (const name of found.list('names')) {
    const service = name.split('/')[0] as string;
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  const told = found.hash('services');
  const same =
    told.size === counts.size && [...counts].every(([service, count]) => Number(told.get(service)) === count);
  if ([...counts.values()].some((count) => count > serviceLimits.instancesPerService)) return ['too many instances'];
  return same ? [] : ['the counts of services are not those of their instances'];
}

/** Changes have no gap, and the last one of each instance tells how it stands. */
function untold(found: Contents): string[] {
  const problems: string[] = [];
  const told = new Map<string, string>();
  let number: number | undefined;
  for (const [, fields] of found.stream('changes')) {
    if (number !== undefined && Number(fields[1]) !== number + 1) problems.push('changes have a gap');
    number = Number(fields[1]);
    told.set(fields[3] as string, (fields[5] as string).slice(0, 1));
  }
  if (number !== undefined && Number(found.text('number')) !== number) problems.push('changes are not counted');
  const expired = found.scores('expired');
  for (const [name, letter] of told) {
    const state = found.hash('state').get(name);
    const is = state === undefined ? 'G' : expired.has(name) ? 'X' : state.slice(0, 1);
    if (is !== letter) problems.push(`${name.slice(0, 40)} is ${is}, and was told to be ${letter}`);
  }
  return problems;
}
