// How an instance is stored: its standing is one text, which service/lua/include/registry.lua describes, and its facts are JSON.

import type { ServiceInstance, ServiceStatus } from './shapes.ts';

const letters = { UP: 'U', DRAINING: 'D', DOWN: 'X' } as const;
/** The letters that scripts use. G is an instance that has left. */
const statuses: Readonly<Record<string, ServiceStatus>> = { U: 'UP', D: 'DRAINING', X: 'DOWN', G: 'DOWN' };

/** In scripts an instance is known by its service and its id. Neither holds a slash. */
export function instanceName(service: string, instanceId: string): string {
  return `${service}/${instanceId}`;
}

export function serviceOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

export function statusLetter(status: ServiceStatus | null | undefined): string {
  return status ? letters[status] : '';
}

/**
 * Facts that cannot be read, which no release of ours has written, are those of an instance that nobody can call: it is DOWN.
 * @param standing `<letter> <ttl> <registered at> <expires at>`, in milliseconds
 * @param facts as `checkRegistration` writes them
 */
export function readInstance(name: string, standing: string, facts: string): ServiceInstance {
  const [letter = '', ...times] = standing.split(' ');
  const [ttlMs = 0, registeredAt = 0, expiresAt = 0] = times.map((text) =>
    /^\d{1,15}$/.test(text) ? Number(text) : 0,
  );
  const [service = '', instanceId = ''] = name.split('/');
  const known = readFacts(facts);
  return {
    service,
    instanceId,
    ...(known ?? { address: '', version: null, metadata: null }),
    status: (known && statuses[letter]) ?? 'DOWN',
    registeredAt: new Date(registeredAt),
    lastHeartbeatAt: new Date(expiresAt - ttlMs),
    expiresAt: new Date(expiresAt),
    registered: letter !== 'G',
  };
}

type Facts = Pick<ServiceInstance, 'address' | 'version' | 'metadata'>;

function readFacts(text: string): Facts | null {
  try {
    const facts = JSON.parse(text) as Partial<Facts> | null;
    if (typeof facts?.address !== 'string') return null;
    return { address: facts.address, version: facts.version ?? null, metadata: facts.metadata ?? null };
  } catch {
    return null;
  }
}
