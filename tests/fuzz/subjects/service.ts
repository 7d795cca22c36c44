// The registry of services.

import type { ServiceInstance } from '../../../src/redis/service/shapes.ts';
import { AnyJson, fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';
import { brokenRegistry } from './service-checker.ts';

const registration = ({ next }: World) => ({
  ...{ service: 'fuzz', instanceId: `i-${next() % 50}`, address: '10.0.0.1:80', version: '1', ttlSeconds: 30 },
  metadata: new AnyJson({ a: 1 }),
});

async function registered(world: World) {
  const instance = { service: 'fuzz', instanceId: `r-${world.next() % 50}`, address: '10.0.0.1:80' };
  await world.stores.services.deregister(instance).catch(() => {});
  const { service, instanceId, token } = await world.stores.services.register(instance);
  return { service, instanceId, token };
}

/** What is wrong where an instance should be there, or should not. */
async function stands({ stores }: World, given: unknown, should: boolean): Promise<string | null> {
  const { service, instanceId } = given as { service: string; instanceId: string };
  const all = await stores.services.instances(service);
  if (all.some((each) => each.instanceId === instanceId) === should) return null;
  return `${instanceId} is ${should ? 'not ' : ''}there`;
}

export const serviceSubject: FuzzSubject = {
  name: 'service',
  objects: ({ stores }) => ({ services: stores.services, serviceChanges: stores.serviceChanges }),
  methods: {
    'services.listen': {
      good: () => [],
      call: async ({ stores }) => stores.services.listen(() => {})(),
    },
    'services.register': {
      good: (world) => [registration(world)],
      done: (world, [given]) => stands(world, given, true),
    },
    'services.heartbeat': {
      good: async (world) => [{ ...(await registered(world)), status: fixed('DRAINING') }],
      done: async (_world, _args, answer) =>
        (answer as ServiceInstance).status === 'DRAINING' ? null : 'it has another status',
    },
    'services.deregister': {
      good: async (world) => [await registered(world)],
      done: (world, [given]) => stands(world, given, false),
    },
    'services.names': { good: () => [] },
    'services.instances': { good: () => ['fuzz'] },
    'services.all': { good: () => [] },
    'services.sweep': { good: () => [] },
    'services.withoutToken': { good: () => [['fuzz']] },
    'services.forgetTokens': { good: () => [] },
    'serviceChanges.head': { good: () => [] },
    'serviceChanges.read': { good: async ({ stores }) => [await stores.serviceChanges.head(), 5] },
  },
  broken: brokenRegistry,
};
