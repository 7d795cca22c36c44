// What an instance of a service looks like to those who register, watch and find it, and what the registry allows.

/** What bounds services and their instances. */
export const serviceLimits = {
  services: 200,
  instancesPerService: 200,
  instanceIdCharacters: 100,
  addressCharacters: 500,
  versionCharacters: 100,
  metadataBytes: 2_048,
  /** Random bytes of the token of a registration. */
  tokenBytes: 12,
  ttlDefaultSeconds: 30,
  ttlMinSeconds: 1,
  ttlMaxSeconds: 3_600,
  /** An instance whose ttl has run out is DOWN for so long, and then forgotten. */
  downSeconds: 300,
  /** Changes kept for those who watch and fell behind. */
  changes: 1_000,
  changesSeconds: 3_600,
  /** Instances that one sweep marks as DOWN, and that it forgets. */
  sweep: 100,
  /** Heartbeats a script. */
  heartbeats: 250,
  /** Services whose instances one script reads. */
  servicesRead: 5,
  /** So long after a heartbeat that had all shards looked through, the next one of its shard does so again. */
  roundMs: 1_000,
} as const;

/** UP takes work; DRAINING finishes what it has; DOWN has reported it, or its heartbeats have stopped. */
export type ServiceStatus = 'UP' | 'DRAINING' | 'DOWN';

/** An instance as it is registered. */
export interface ServiceInstance {
  /** The service's name. */
  readonly service: string;
  /** Its own name within the service. */
  readonly instanceId: string;
  /** Where it is reached: a host, a host and port, or a URL. */
  readonly address: string;
  readonly version: string | null;
  /** Any JSON. */
  readonly metadata: unknown;
  readonly status: ServiceStatus;
  /** Since when it is there with this address, version and metadata. */
  readonly registeredAt: Date;
  readonly lastHeartbeatAt: Date;
  /** Without another heartbeat it is DOWN from then on. */
  readonly expiresAt: Date;
  /** False once it has left the registry, which is its last change. */
  readonly registered: boolean;
}

/** An instance to register. */
export interface ServiceRegistration {
  readonly service: string;
  readonly instanceId: string;
  readonly address: string;
  readonly version?: string | null;
  readonly metadata?: unknown;
  /** How long it is taken to be there after a heartbeat (30). */
  readonly ttlSeconds?: number | null;
}

export interface RegistrationToken {
  /**
   * What `register` gave: a call of a process in whose place another has registered is refused. Whoever has the id where absent.
   */
  readonly token?: string | null;
}

export interface RegisteredInstance extends ServiceInstance {
  /** Of this registration: give it with heartbeats and to deregister. */
  readonly token: string;
}

/** A heartbeat of an instance. */
export interface ServiceHeartbeat extends RegistrationToken {
  readonly service: string;
  readonly instanceId: string;
  /** How it stands from now on; as before where absent. */
  readonly status?: ServiceStatus | null;
}
