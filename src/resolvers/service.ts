import { isName, nameLengths, nameRule } from '../redis/base/name.ts';
import type { ServiceChange } from '../redis/service/change.ts';
import type { ServiceHeartbeat, ServiceInstance, ServiceRegistration } from '../redis/service/shapes.ts';
import { serviceShards } from '../redis/service/shard.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInputBut } from './base/errors.ts';
import { picking, resumeByHeader } from './base/resume.ts';

export interface Service {
  readonly name: string;
  /** Where they have been read already. */
  readonly instances?: readonly ServiceInstance[];
}

export interface InstanceFields {
  /** Whether the instance is the one that was removed. */
  readonly deleted?: boolean;
  readonly instance: ServiceInstance | null;
  readonly token?: string;
}

/** Services' own accounts and administrators. */
export function mayRead({ session }: Context): boolean {
  return session?.roles.some((role) => role === 'WORKER' || role === 'ADMIN') ?? false;
}

export async function services({ stores }: Context): Promise<Service[]> {
  return (await stores.services.names()).map((name) => ({ name }));
}

export async function service(name: string, { stores }: Context): Promise<Service | null> {
  const instances = await stores.services.instances(name);
  return instances.length > 0 ? { name, instances } : null;
}

/** By id. `healthy` picks those that are UP, or those that are not. */
export async function instances(
  service: Service,
  healthy: boolean | null | undefined,
  { stores }: Context,
): Promise<ServiceInstance[]> {
  const all = service.instances ?? (await stores.services.instances(service.name));
  return all.filter(({ status }) => healthy == null || (status === 'UP') === healthy);
}

/** @param name as `instanceName` makes it. */
export async function instance(name: string, { stores }: Context): Promise<ServiceInstance | null> {
  const [service = '', instanceId = '', ...others] = name.split('/');
  return others.length > 0 ? null : find(service, instanceId, stores);
}

async function find(
  service: string,
  instanceId: string,
  { services }: Context['stores'],
): Promise<ServiceInstance | null> {
  return (await services.instances(service)).find((each) => each.instanceId === instanceId) ?? null;
}

/** What a refusal comes with. */
const asItIs =
  ({ service, instanceId }: Pick<ServiceHeartbeat, 'service' | 'instanceId'>, stores: Context['stores']) =>
  async (): Promise<InstanceFields> => ({ instance: await find(service, instanceId, stores) });

export function register(input: ServiceRegistration, { stores }: Context): Promise<Answer<InstanceFields>> {
  return answer<InstanceFields>(asItIs(input, stores), async () => {
    const { token, ...instance } = await stores.services.register(input);
    return { instance, token };
  });
}

export function heartbeat(input: ServiceHeartbeat, { stores }: Context): Promise<Answer<InstanceFields>> {
  return answer<InstanceFields>(asItIs(input, stores), async () => ({
    instance: await stores.services.heartbeat(input),
  }));
}

export function deregister(
  input: Pick<ServiceHeartbeat, 'service' | 'instanceId' | 'token'>,
  { stores }: Context,
): Promise<Answer<InstanceFields>> {
  return answer<InstanceFields>(asItIs(input, stores), async () => ({
    instance: await stores.services.deregister(input),
    deleted: true,
  }));
}

/** Each change of an instance, of one service where it is named. */
export function watchChanges(service: string | null | undefined, context: Context): AsyncIterable<ServiceInstance> {
  const { live, stores } = context;
  if (service != null && !isName(service)) throw badInputBut(nameLengths, `service ${nameRule}`, 'service');
  return live.feed<ServiceChange>({
    after: resumeByHeader(serviceShards(stores.redis).numbers.length, context),
    channels: [stores.services.changedChannel],
    shareKey: 'services',
    head: () => stores.serviceChanges.head(),
    read: (after, limit) => stores.serviceChanges.read(after, limit),
    pick: picking((each) => service == null || each.service === service),
  });
}
