import { instanceName } from '../redis/service/record.ts';
import type { ServiceInstance as InstanceShape } from '../redis/service/shapes.ts';
import { serviceLimits } from '../redis/service/shapes.ts';
import * as resolve from '../resolvers/service.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';

const { ttlMinSeconds, ttlMaxSeconds, ttlDefaultSeconds, metadataBytes, downSeconds } = serviceLimits;

const ServiceStatus = builder.enumType('ServiceStatus', {
  description: 'How an instance of a service stands.',
  values: {
    UP: { description: 'Takes work.' },
    DRAINING: { description: 'Finishes what it has and takes nothing new.' },
    DOWN: { description: 'Its heartbeats have stopped, or it has said so itself.' },
  },
});

const ServiceInstance = builder.objectRef<InstanceShape>('ServiceInstance');

builder.node(ServiceInstance, {
  description: 'One process of a service.',
  id: { resolve: ({ service, instanceId }) => instanceName(service, instanceId) },
  loadOne: (name, context) => (resolve.mayRead(context) ? resolve.instance(name, context) : null),
  fields: (t) => ({
    service: t.exposeString('service', { description: "The service's name." }),
    instanceId: t.exposeString('instanceId', { description: 'Its own name within the service.' }),
    address: t.exposeString('address', { description: 'Where it is reached: a host, host:port or a URL.' }),
    version: t.exposeString('version', { nullable: true, description: 'Which version of the program it runs.' }),
    metadata: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What else it has said about itself.',
      resolve: ({ metadata }) => metadata,
    }),
    status: t.field({ type: ServiceStatus, description: 'How it stands.', resolve: ({ status }) => status }),
    registeredAt: t.field({
      type: 'DateTime',
      description: 'Since when it is there with this address, version and metadata.',
      resolve: ({ registeredAt }) => registeredAt,
    }),
    lastHeartbeatAt: t.field({
      type: 'DateTime',
      description: 'Its last sign of life.',
      resolve: ({ lastHeartbeatAt }) => lastHeartbeatAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: `Without another heartbeat it is DOWN from then on, and forgotten ${downSeconds} seconds later.`,
      resolve: ({ expiresAt }) => expiresAt,
    }),
    registered: t.exposeBoolean('registered', {
      description: 'False once it has left the registry: the last that `serviceChanged` tells of it.',
    }),
  }),
});

const Service = builder.objectRef<resolve.Service>('Service');

builder.node(Service, {
  description: 'What several processes do alike: each is an instance of it.',
  id: { resolve: ({ name }) => name },
  loadOne: (name, context) => (resolve.mayRead(context) ? resolve.service(name, context) : null),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, such as `billing`.' }),
    instances: t.field({
      type: [ServiceInstance],
      description: 'Its instances by their ids.',
      args: {
        healthy: t.arg.boolean({
          description: 'True: those that are UP. False: those that are not. Left out: all.',
        }),
      },
      resolve: (service, { healthy }, context) => resolve.instances(service, healthy, context),
    }),
  }),
});

const serviceDescription = 'The name of the service, such as `billing`.';
const instanceIdDescription = 'The name of the instance within its service.';

const ServiceRegisterInput = builder.inputType('ServiceRegisterInput', {
  description: 'An instance of a service.',
  fields: (t) => ({
    service: t.string({ required: true, description: serviceDescription }),
    instanceId: t.string({
      required: true,
      description: 'A name within the service; an instance that had it before is replaced.',
    }),
    address: t.string({
      required: true,
      description: 'Where it is reached: a host, host:port or a URL, without a user name or password.',
    }),
    version: t.string({ description: 'Which version of the program it runs.' }),
    metadata: t.field({
      type: 'JSON',
      description: `What else others should know: any JSON of at most ${metadataBytes} bytes.`,
    }),
    ttlSeconds: t.int({
      description: `How long it is taken to be there after a heartbeat: ${ttlMinSeconds} to ${ttlMaxSeconds} (${ttlDefaultSeconds}).`,
    }),
  }),
});

const ServiceHeartbeatInput = builder.inputType('ServiceHeartbeatInput', {
  description: 'A sign of life.',
  fields: (t) => ({
    service: t.string({ required: true, description: serviceDescription }),
    instanceId: t.string({ required: true, description: instanceIdDescription }),
    status: t.field({ type: ServiceStatus, description: 'How it stands from now on (as before).' }),
  }),
});

const ServiceDeregisterInput = builder.inputType('ServiceDeregisterInput', {
  description: 'Which instance leaves.',
  fields: (t) => ({
    service: t.string({ required: true, description: serviceDescription }),
    instanceId: t.string({ required: true, description: instanceIdDescription }),
  }),
});

const ServiceInstancePayload = payloadType<resolve.InstanceFields>(
  'ServiceInstancePayload',
  'An instance, or why there is none.',
  (t) => ({
    instance: t.field({
      type: ServiceInstance,
      nullable: true,
      description: 'The instance as it is now, or was when it left; null where it was refused.',
      resolve: ({ instance }) => instance,
    }),
  }),
);

builder.queryFields((t) => ({
  services: t.field({
    type: [Service],
    description: 'All services that have an instance, by name.',
    authScopes: { role: 'WORKER' },
    resolve: (_root, _args, context) => resolve.services(context),
  }),
  service: t.field({
    type: Service,
    nullable: true,
    description: 'A service by its name; null where it has no instance.',
    authScopes: { role: 'WORKER' },
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { name }, context) => resolve.service(name, context),
  }),
}));

builder.mutationFields((t) => ({
  serviceRegister: t.field({
    type: ServiceInstancePayload,
    description: 'Registers an instance, which is UP then. The same again is a heartbeat. For services.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: ServiceRegisterInput, required: true, description: 'The instance.' }) },
    resolve: (_root, { input }, context) => resolve.register(input, context),
  }),
  serviceHeartbeat: t.field({
    type: ServiceInstancePayload,
    description:
      'Says that an instance is there, and how it stands: to be sent three times in a ttl. NOT_FOUND where it has been ' +
      'forgotten: register it again. For services.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: ServiceHeartbeatInput, required: true, description: 'Whose.' }) },
    resolve: (_root, { input }, context) => resolve.heartbeat(input, context),
  }),
  serviceDeregister: t.field({
    type: ServiceInstancePayload,
    description: 'Takes an instance out of the registry, at once. For services.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: ServiceDeregisterInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.deregister(input, context),
  }),
}));

builder.subscriptionField('serviceChanged', (t) =>
  t.field({
    type: ServiceInstance,
    description:
      'An instance whenever it has registered, changed its status or facts, expired or left; heartbeats that change nothing ' +
      'are not told. From now on; where too much was missed, all instances as they are.',
    authScopes: { role: 'WORKER' },
    args: { service: t.arg.string({ description: 'Only instances of this service; of all where absent.' }) },
    subscribe: (_root, { service }, context) => resolve.watchChanges(service, context),
    resolve: (instance: InstanceShape) => instance,
  }),
);
