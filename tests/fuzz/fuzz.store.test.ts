// A shorter run of `npm run fuzz`: some of the hostile values in each place, for every public method of the stores.

import { expect, it } from 'vitest';
import { mastersOf } from '../../src/redis/base/connect.ts';
import * as library from '../../src/redis/index.ts';
import { uniquePrefix } from '../support/redis.ts';
import { openOwnRedis } from './own-redis.ts';
import { callsOf, fuzzSubject, missing, openWorld, RecordingHandle, unrun } from './run.ts';
import { allScripts, fuzzScript } from './scripts.ts';
import { type FuzzSubject, methodsOf, type World } from './subject.ts';
import { subjects } from './subjects/index.ts';

/** Of so many hostile calls one is made here; `npm run fuzz` makes all. */
const every = 17;

const prefix = uniquePrefix();
const client = await openOwnRedis();

/** They work by themselves, as processes do; what they ask of Redis is asked by the stores above. */
const processes = ['MessageConsumer', 'ServiceDirectory', 'ServiceMember', 'RedisHandle'];

it('calls every store and every class of the library', () => {
  const world = openWorld(new RecordingHandle(client, `${prefix}-all`));
  const called = new Set<unknown>(
    subjects.flatMap((subject) => Object.values(subject.objects(world)).map((one) => one.constructor)),
  );
  const { redis: _redis, ...stores } = world.stores;
  const uncalled = Object.entries(stores).filter(([, store]) => !called.has(store.constructor));
  expect(uncalled.map(([name]) => name)).toEqual([]);
  const exported = Object.entries(library) as unknown as [string, { prototype?: object }][];
  const classes = exported.filter(
    ([name, { prototype }]) =>
      prototype &&
      !(prototype instanceof Error) &&
      methodsOf(Object.create(prototype)).length > 0 &&
      !processes.includes(name),
  );
  expect(classes.filter(([, one]) => !called.has(one)).map(([name]) => name)).toEqual([]);
});

it('has the scripts of every room', () => {
  const rooms = subjects.flatMap(({ name, rooms = [name] }) => rooms);
  expect(allScripts().filter(({ name }) => !rooms.includes(name.split('/')[0] as string))).toEqual([]);
});

it.each(subjects.map((subject) => [subject.name, subject] as const))(
  'no value stops a call of %s half-way, or hurts its neighbours',
  { timeout: 300_000 },
  async (name, subject) => {
    const redis = new RecordingHandle(client, `${prefix}-${name}`);
    const world = openWorld(redis);
    expect(missing(subject, world)).toEqual([]);
    const renew = async (): Promise<World> => {
      await Promise.all(mastersOf(client).map((node) => node.flushall()));
      return openWorld(redis);
    };
    const { calls, faults } = await fuzzSubject(subject, world, { every, renew });
    expect(faults).toEqual([]);
    expect(calls).toBeGreaterThan(0);
    expect(unrun(subject, [redis])).toEqual([]);
    for (const call of callsOf(subject, redis)) expect(await fuzzScript(redis, call)).toEqual([]);
  },
);

it('notices a method and a script that no generator calls', async () => {
  const redis = new RecordingHandle(client, `${prefix}-planted`);
  const world = openWorld(redis);
  const [subject] = subjects as [FuzzSubject];
  class Planted {
    planted(): void {}
  }
  const wrong = {
    ...subject,
    rooms: ['inventory'],
    objects: () => ({ planted: new Planted() }),
    methods: { 'planted.gone': { good: () => [] } },
  };
  expect(missing(wrong, world)).toEqual(['planted.planted has no generator', 'planted.gone is no method']);
  expect(unrun(wrong, [redis])).toContain('No generator runs the script inventory/reserve');
});
