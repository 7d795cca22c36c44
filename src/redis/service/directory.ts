// Finding an instance of a service without asking Redis each time: the list of those that are UP, kept current by the
// registry's changes. While Redis is away the last list stands.

import { isName, nameRule } from '../base/name.ts';
import { refuse } from '../base/problem.ts';
import type { Services } from './service.ts';
import type { ServiceInstance } from './shapes.ts';

export interface ServiceDirectorySettings {
  /** Told of what goes wrong, such as Redis being away; the directory goes on by itself. */
  onError?(error: unknown): void;
}

const limits = {
  /** The list is read again after so long though nobody has said that it changed. */
  refreshMs: 5_000,
  retryMs: 1_000,
  /** So long after an outage, that nobody is UP means that nobody could say so: the last list stands. */
  doubtMs: 5_000,
} as const;

export class ServiceDirectory {
  readonly service: string;
  readonly #services: Services;
  readonly #settings: ServiceDirectorySettings;
  readonly #stopListening: () => void;
  /** Calls of `use` under way, by instance id. */
  readonly #busy = new Map<string, number>();
  #instances: readonly ServiceInstance[] = [];
  #turn = Math.floor(Math.random() * 1_000);
  #awayAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #stale = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(services: Services, service: string, settings: ServiceDirectorySettings) {
    this.#services = services;
    this.service = service;
    this.#settings = settings;
    const openedAt = performance.now();
    this.#stopListening = services.listen((changed) => {
      // To begin with, or an outage has ended.
      if (changed === null && performance.now() - openedAt > limits.retryMs) this.#awayAt = performance.now();
      if (changed === null || changed.includes(service)) void this.#refresh();
    });
  }

  /**
   * Reads the instances of a service and follows their changes until it is closed.
   * @throws Refusal INVALID for what is no name of a service.
   */
  static async open(
    services: Services,
    service: string,
    settings: ServiceDirectorySettings = {},
  ): Promise<ServiceDirectory> {
    if (!isName(service)) refuse('INVALID', `service ${nameRule}`, 'service');
    const directory = new ServiceDirectory(services, service, settings);
    await directory.#refresh();
    return directory;
  }

  /** Those that are UP, by id. */
  get instances(): readonly ServiceInstance[] {
    return this.#instances;
  }

  /** An instance that is UP, each in turn. @throws Refusal NOT_FOUND where none is. */
  pick(): ServiceInstance {
    this.#turn += 1;
    return this.#instances[this.#turn % this.#instances.length] ?? this.#nobody();
  }

  /**
   * Does something with an instance that is UP: of two at random the one with which less is under way here, which keeps a slow
   * one from being given more and more.
   * @throws Refusal NOT_FOUND where none is UP; and what `work` throws.
   */
  async use<T>(work: (instance: ServiceInstance) => Promise<T>): Promise<T> {
    const instance = this.#lessBusy();
    const { instanceId } = instance;
    this.#count(instanceId, 1);
    try {
      return await work(instance);
    } finally {
      this.#count(instanceId, -1);
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stopListening();
  }

  #lessBusy(): ServiceInstance {
    const all = this.#instances;
    const first = Math.floor(Math.random() * all.length);
    const other = (first + 1 + Math.floor(Math.random() * (all.length - 1))) % all.length;
    const [one, two] = [all[first], all[other]];
    if (!one || !two) return one ?? this.#nobody();
    return this.#under(two) < this.#under(one) ? two : one;
  }

  #under({ instanceId }: ServiceInstance): number {
    return this.#busy.get(instanceId) ?? 0;
  }

  #count(instanceId: string, change: number): void {
    const count = (this.#busy.get(instanceId) ?? 0) + change;
    if (count > 0) this.#busy.set(instanceId, count);
    else this.#busy.delete(instanceId);
  }

  #nobody(): never {
    return refuse('NOT_FOUND', `No instance of ${this.service} is UP at the moment`, 'service');
  }

  // One read at a time; what is heard during one is looked for by another.
  #refresh(): Promise<void> {
    this.#stale = this.#reading !== undefined;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#stale) void this.#refresh();
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    let again: number = limits.refreshMs;
    try {
      const up = (await this.#services.instances(this.service)).filter(({ status }) => status === 'UP');
      const doubtful = up.length === 0 && performance.now() - this.#awayAt < limits.doubtMs;
      if (doubtful) again = limits.retryMs;
      else this.#instances = up;
    } catch (error) {
      this.#awayAt = performance.now();
      again = limits.retryMs;
      if (!this.#closed) this.#settings.onError?.(error);
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#refresh(), again);
    this.#timer.unref();
  }
}
