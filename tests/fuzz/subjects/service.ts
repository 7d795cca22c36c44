// The registry of services.

import { AnyJson, fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';

const registration = ({ next }: World) => ({
  ...{ service: 'fuzz', instanceId: `i-${next() % 50}`, address: '10.0.0.1:80', version: '1', ttlSeconds: 30 },
  metadata: new AnyJson({ a: 1 }),
});

async function registered(world: World) {
  const instance = { service: 'fuzz', instanceId: `r-${world.next() % 50}`, address: '10.0.0.1:80' };
  await world.stores.services.deregister(instance).catch(() => {});
  const { service, instanceId } = await world.stores.services.register(instance);
  return { service, instanceId };
}

export const serviceSubject: FuzzSubject = {
  name: 'service',
  objects: ({ stores }) => ({ services: stores.services, serviceChanges: stores.serviceChanges }),
  methods: {
    'services.listen': {
      good: () => [],
      call: async ({ stores }) => stores.services.listen(() => {})(),
    },
    'services.register': { good: (world) => [registration(world)] },
    'services.heartbeat': { good: async (world) => [{ ...(await registered(world)), status: fixed('DRAINING') }] },
    'services.deregister': { good: async (world) => [await registered(world)] },
    'services.names': { good: () => [] },
    'services.instances': { good: () => ['fuzz'] },
    'services.all': { good: () => [] },
    'services.sweep': { good: () => [] },
    'serviceChanges.head': { good: () => [] },
    'serviceChanges.read': { good: async ({ stores }) => [await stores.serviceChanges.head(), 5] },
  },
  async broken({ stores }) {
    const all = await stores.services.all();
    const names = new Set(all.map(({ service, instanceId }) => `${service} ${instanceId}`));
    return names.size === all.length ? [] : ['an instance is there twice'];
  },
};
