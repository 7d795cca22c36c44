// How an instance is stored: its standing is one text, which service/lua/include/registry.lua describes, and its facts are JSON.

import type { ServiceInstance, ServiceStatus } from './shapes.ts';

const letters = { UP: 'U', DRAINING: 'D', DOWN: 'X' } as const;
/** The letters that scripts use. G is an instance that has left. */
const statuses: Readonly<Record<string, ServiceStatus>> = { U: 'UP', D: 'DRAINING', X: 'DOWN', G: 'DOWN' };

/** In scripts an instance is known by its service and its id. Neither holds a slash. */
export function instanceName(service: string, instanceId: string): string {
  return `${service}/${instanceId}`;
}

export function statusLetter(status: ServiceStatus | null | undefined): string {
  return status ? letters[status] : '';
}

/**
 * @param standing `<letter> <ttl> <registered at> <expires at>`, in milliseconds
 * @param facts as `checkRegistration` writes them
 */
export function readInstance(name: string, standing: string, facts: string): ServiceInstance {
  const [letter = '', ...times] = standing.split(' ');
  const [ttlMs = 0, registeredAt = 0, expiresAt = 0] = times.map(Number);
  const [service = '', instanceId = ''] = name.split('/');
  return {
    service,
    instanceId,
    ...(JSON.parse(facts) as Pick<ServiceInstance, 'address' | 'version' | 'metadata'>),
    status: statuses[letter] ?? 'DOWN',
    registeredAt: new Date(registeredAt),
    lastHeartbeatAt: new Date(expiresAt - ttlMs),
    expiresAt: new Date(expiresAt),
    registered: letter !== 'G',
  };
}
