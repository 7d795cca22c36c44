import { encodeGlobalID } from '@pothos/plugin-relay';
import { instanceName } from '../redis/service/record.ts';
import type { ServiceInstance as InstanceShape } from '../redis/service/shapes.ts';
import { serviceLimits } from '../redis/service/shapes.ts';
import * as resolve from '../resolvers/service.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';

const { ttlMinSeconds, ttlMaxSeconds, ttlDefaultSeconds, metadataBytes, downSeconds } = serviceLimits;

const ServiceStatus = builder.enumType('ServiceStatus', {
  description: 'The status of an instance of a service.',
  values: {
    UP: { description: 'The instance accepts work.' },
    DRAINING: { description: 'The instance finishes its work and accepts no new work.' },
    DOWN: { description: 'The instance stopped sending heartbeats, or reported that it is down.' },
  },
});

const ServiceInstance = builder.objectRef<InstanceShape>('ServiceInstance');

builder.node(ServiceInstance, {
  description: 'One process of a service.',
  id: { resolve: ({ service, instanceId }) => instanceName(service, instanceId) },
  loadOne: (name, context) => (resolve.mayRead(context) ? resolve.instance(name, context) : null),
  fields: (t) => ({
    service: t.exposeString('service', { description: 'Name of the service.' }),
    instanceId: t.exposeString('instanceId', { description: 'Name of the instance within its service.' }),
    address: t.exposeString('address', { description: 'Address of the instance: a host, host:port or a URL.' }),
    version: t.exposeString('version', { nullable: true, description: 'Version of the program.' }),
    metadata: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Other data that the instance registered.',
      resolve: ({ metadata }) => metadata,
    }),
    status: t.field({
      type: ServiceStatus,
      description: 'The status of the instance.',
      resolve: ({ status }) => status,
    }),
    registeredAt: t.field({
      type: 'DateTime',
      description: 'Time when the instance registered with its current address, version and metadata.',
      resolve: ({ registeredAt }) => registeredAt,
    }),
    lastHeartbeatAt: t.field({
      type: 'DateTime',
      description: 'Time of the last heartbeat.',
      resolve: ({ lastHeartbeatAt }) => lastHeartbeatAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: `Time when the instance becomes DOWN without another heartbeat. Mortar removes it ${downSeconds} seconds later.`,
      resolve: ({ expiresAt }) => expiresAt,
    }),
    registered: t.exposeBoolean('registered', {
      description: 'Whether the instance is in the registry. False in the last delivery of `serviceChanged` about it.',
    }),
  }),
});

const Service = builder.objectRef<resolve.Service>('Service');

builder.node(Service, {
  description: 'A service, which runs as one or more instances.',
  id: { resolve: ({ name }) => name },
  loadOne: (name, context) => (resolve.mayRead(context) ? resolve.service(name, context) : null),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the service, such as `billing`.' }),
    instances: t.field({
      type: [ServiceInstance],
      isolated: true,
      description: 'The instances of the service, sorted by `instanceId`.',
      args: {
        healthy: t.arg.boolean({
          description: 'If true, only instances that are UP. If false, only those that are not. Default: all.',
        }),
      },
      resolve: (service, { healthy }, context) => resolve.instances(service, healthy, context),
    }),
  }),
});

const serviceDescription = 'Name of the service, such as `billing`.';
const instanceIdDescription = 'Name of the instance within its service.';

const ServiceRegisterInput = builder.inputType('ServiceRegisterInput', {
  description: 'The instance to register.',
  fields: (t) => ({
    service: t.string({ required: true, description: serviceDescription }),
    instanceId: t.string({
      required: true,
      description: 'Name of the instance within its service. An instance of the same name is replaced.',
    }),
    address: t.string({
      required: true,
      description: 'Address of the instance: a host, host:port or a URL, without a user name or password.',
    }),
    version: t.string({ description: 'Version of the program.' }),
    metadata: t.field({
      type: 'JSON',
      description: `Other data about the instance: any JSON value of at most ${metadataBytes} bytes.`,
    }),
    ttlSeconds: t.int({
      description: `Time until the instance becomes DOWN without a heartbeat, in seconds. Default: ${ttlDefaultSeconds}. Range: ${ttlMinSeconds}–${ttlMaxSeconds}.`,
    }),
  }),
});

const ServiceHeartbeatInput = builder.inputType('ServiceHeartbeatInput', {
  description: 'A heartbeat of an instance.',
  fields: (t) => ({
    service: t.string({ required: true, description: serviceDescription }),
    instanceId: t.string({ required: true, description: instanceIdDescription }),
    status: t.field({
      type: ServiceStatus,
      description: 'The status of the instance from now on. Default: unchanged.',
    }),
    token: t.string({
      description:
        'The token of the registration. If another process has registered in its place, the call fails with CONFLICT. Default: any.',
    }),
  }),
});

const ServiceDeregisterInput = builder.inputType('ServiceDeregisterInput', {
  description: 'The instance to remove.',
  fields: (t) => ({
    service: t.string({ required: true, description: serviceDescription }),
    instanceId: t.string({ required: true, description: instanceIdDescription }),
    token: t.string({
      description:
        'The token of the registration. If another process has registered in its place, the call fails with CONFLICT. Default: any.',
    }),
  }),
});

const ServiceInstancePayload = payloadType<resolve.InstanceFields>(
  'ServiceInstancePayload',
  'The instance of a mutation.',
  (t) => ({
    instance: t.field({
      type: ServiceInstance,
      nullable: true,
      description: 'The instance as it is now, or was when it was removed. Null if there is none.',
      resolve: ({ instance }) => instance,
    }),
    deletedId: t.id({
      nullable: true,
      description: 'The id of the removed instance, to remove it from a cache. Null if none was removed.',
      resolve: ({ instance, deleted }) =>
        instance && deleted
          ? encodeGlobalID('ServiceInstance', instanceName(instance.service, instance.instanceId))
          : null,
    }),
    token: t.string({
      nullable: true,
      description:
        'The token of the registration, for its heartbeats and to deregister; only `serviceRegister` returns it.',
      resolve: ({ token }) => token ?? null,
    }),
  }),
);

builder.queryFields((t) => ({
  services: t.field({
    type: [Service],
    description: 'All services that have an instance, sorted by name.',
    authScopes: { role: 'WORKER' },
    resolve: (_root, _args, context) => resolve.services(context),
  }),
  service: t.field({
    type: Service,
    nullable: true,
    description: 'A service by its name. Null if it has no instance.',
    authScopes: { role: 'WORKER' },
    args: { name: t.arg.string({ required: true, description: 'Names the service, such as `billing`.' }) },
    resolve: (_root, { name }, context) => resolve.service(name, context),
  }),
}));

builder.mutationFields((t) => ({
  serviceRegister: t.field({
    type: ServiceInstancePayload,
    description: 'Registers an instance and sets its status to UP. Repeated with the same input, it is a heartbeat.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: ServiceRegisterInput,
        required: true,
        description: 'Gives the service, the name and the address of the instance.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.register(input, context),
  }),
  serviceHeartbeat: t.field({
    type: ServiceInstancePayload,
    description:
      'Reports that an instance is alive, and its status. Send it three times per TTL. If Mortar removed the instance, it ' +
      'fails with NOT_FOUND; register the instance again.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: ServiceHeartbeatInput,
        required: true,
        description: 'Names the instance that is alive, and gives its status.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.heartbeat(input, context),
  }),
  serviceDeregister: t.field({
    type: ServiceInstancePayload,
    description: 'Removes an instance from the registry at once.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: ServiceDeregisterInput,
        required: true,
        description: 'Names the instance to remove, and its service.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.deregister(input, context),
  }),
}));

builder.subscriptionField('serviceChanged', (t) =>
  t.field({
    type: ServiceInstance,
    description:
      'Sends an instance when it registers, changes, expires or leaves; not for heartbeats that change nothing. If the ' +
      'client missed too many changes, it sends all instances.',
    authScopes: { role: 'WORKER' },
    args: { service: t.arg.string({ description: 'Sends only instances of this service. Default: all services.' }) },
    subscribe: (_root, { service }, context) => resolve.watchChanges(service, context),
    resolve: (instance: InstanceShape) => instance,
  }),
);
