// What the registry does, in plain TypeScript, without a thought of how it is stored.

import type { ServiceStatus } from '../../src/redis/service/shapes.ts';

export interface ModelInstance {
  readonly name: string;
  address: string;
  ttlMs: number;
  registeredAt: number;
  expiresAt: number;
  /** What it says it is; what others are told follows from it and the time. */
  says: ServiceStatus;
  /** What was last told of it. */
  told: ServiceStatus;
}

export class RegistryModel {
  readonly instances = new Map<string, ModelInstance>();
  /** What is told, in order: `a/1 UP h1`. */
  readonly told: string[] = [];
  now: number;
  readonly #downMs: number;

  constructor(now: number, downMs: number) {
    this.now = now;
    this.#downMs = downMs;
  }

  statusOf({ expiresAt, says }: ModelInstance): ServiceStatus {
    return expiresAt <= this.now ? 'DOWN' : says;
  }

  /** Those that somebody who reads finds. */
  known(): ModelInstance[] {
    return [...this.instances.values()].filter(({ expiresAt }) => expiresAt > this.now - this.#downMs);
  }

  /** What whoever comes next notices. */
  settle(): void {
    for (const instance of this.instances.values()) {
      this.#tell(instance, this.statusOf(instance));
      if (instance.expiresAt <= this.now - this.#downMs) this.#remove(instance);
    }
  }

  register(name: string, address: string, ttlMs: number): void {
    this.settle();
    const before = this.instances.get(name);
    const same =
      before && before.expiresAt > this.now && before.address === address && before.ttlMs === ttlMs ? before : null;
    const registeredAt = same?.registeredAt ?? this.now;
    const instance: ModelInstance = {
      ...{ name, address, ttlMs, registeredAt, expiresAt: this.now + ttlMs },
      ...{ says: 'UP', told: same?.told ?? 'DOWN' },
    };
    this.instances.set(name, instance);
    this.#tell(instance, 'UP', !same);
  }

  /** Whether it is known. */
  heartbeat(name: string, status: ServiceStatus | null): boolean {
    this.settle();
    const instance = this.instances.get(name);
    if (!instance) return false;
    instance.expiresAt = this.now + instance.ttlMs;
    instance.says = status ?? instance.says;
    this.#tell(instance, instance.says);
    return true;
  }

  /** Whether it was known. */
  deregister(name: string): boolean {
    this.settle();
    const instance = this.instances.get(name);
    if (instance) this.#remove(instance);
    return instance !== undefined;
  }

  #tell(instance: ModelInstance, status: ServiceStatus, always = false): void {
    if (instance.told === status && !always) return;
    instance.told = status;
    this.told.push(`${instance.name} ${status} ${instance.address}`);
  }

  #remove({ name, address }: ModelInstance): void {
    this.instances.delete(name);
    this.told.push(`${name} gone ${address}`);
  }
}
