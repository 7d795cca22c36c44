// Finding an instance of a service without asking Redis each time: the list of those that are UP, kept current by the
// registry's changes. While Redis is unavailable the last list stands. Those whose calls or health checks fail are left out for a while.

import { guarded } from '../base/guarded.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { type HealthCheckSettings, HealthChecks } from './health-check.ts';
import { type EjectionSettings, type OutlierState, Outliers } from './outlier.ts';
import type { Services } from './service.ts';
import type { ServiceInstance } from './shapes.ts';

/** Which instances a directory lists, and how it judges them. */
export interface ServiceDirectorySettings {
  /** Told of what goes wrong, such as an outage of Redis; the directory continues by itself. */
  onError?(error: unknown): void;
  /**
   * Which errors of calls say that the instance is not well. Default: all but an `AbortError`, by which a caller ends its own call.
   */
  isFailure?(error: unknown): boolean;
  /** When instances whose calls fail are left out, and for how long. */
  readonly ejection?: EjectionSettings;
  /** Checks the instances beside the calls. None where absent. */
  readonly healthCheck?: HealthCheckSettings;
}

/** How this process finds an instance that is UP. */
export interface ServiceCondition {
  readonly instance: ServiceInstance;
  /** EJECTED: its calls failed. TRIAL: its ejection is over, and it gets one call at a time until several have succeeded. */
  readonly state: OutlierState;
  /** What the health checks say; true without any. */
  readonly healthy: boolean;
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
  readonly #onError: (error: unknown) => void;
  readonly #stopListening: () => void;
  /** Calls of `use` under way, by instance id. */
  readonly #busy = new Map<string, number>();
  readonly #outliers: Outliers;
  readonly #checks: HealthChecks | undefined;
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
    this.#onError = guarded('onError', settings.onError);
    this.#outliers = new Outliers(settings.ejection ?? {}, () => performance.now());
    this.#checks = settings.healthCheck && new HealthChecks(settings.healthCheck);
    const openedAt = performance.now();
    this.#stopListening = services.listen((changed) => {
      // To begin with, or an outage has ended.
      if (changed === null && performance.now() - openedAt > limits.retryMs) this.#awayAt = performance.now();
      if (changed === null || changed.includes(service)) void this.#refresh();
    });
  }

  /**
   * Reads the instances of a service and follows their changes until it is closed.
   * @throws Refusal INVALID for what is no name of a service, and for settings that cannot be.
   */
  static async open(
    services: Services,
    service: string,
    settings: ServiceDirectorySettings = {},
  ): Promise<ServiceDirectory> {
    if (!isName(service)) refuseBut(nameLengths, 'INVALID', `service ${nameRule}`, 'service');
    const directory = new ServiceDirectory(services, service, settings);
    await directory.#refresh();
    return directory;
  }

  /** Those that are UP, by id. */
  get instances(): readonly ServiceInstance[] {
    return this.#instances;
  }

  /** How this process finds each of them, by id. */
  get conditions(): readonly ServiceCondition[] {
    return this.#instances.map((instance) => ({
      instance,
      state: this.#outliers.stateOf(instance.instanceId),
      healthy: this.#isHealthy(instance),
    }));
  }

  /**
   * An instance that is UP, each in turn; those that are ejected or unhealthy only where no other is.
   * @throws Refusal NOT_FOUND where none is UP.
   */
  pick(): ServiceInstance {
    this.#turn += 1;
    const sound = this.#sound();
    return sound[this.#turn % sound.length] ?? this.#nobody();
  }

  /**
   * Does something with an instance that is UP: of two at random the one with which less is under way here, which keeps a slow
   * one from being given more and more. Those that failed of late are chosen more rarely. Several failures in a row eject an
   * instance for a while; then it is tried with one call at a time.
   * @throws Refusal NOT_FOUND where none is UP; and what `work` throws.
   */
  async use<T>(work: (instance: ServiceInstance) => Promise<T>): Promise<T> {
    const instance = this.#onTrial() ?? this.#lessBusy();
    const { instanceId } = instance;
    const ticket = this.#outliers.begin(instanceId);
    this.#count(instanceId, 1);
    let failed = false;
    try {
      return await work(instance);
    } catch (error) {
      failed = this.#isFailure(error);
      throw error;
    } finally {
      this.#count(instanceId, -1);
      this.#outliers.end(instanceId, ticket, failed);
    }
  }

  /** As the caller sees it, unless its own look at the error throws. */
  #isFailure(error: unknown): boolean {
    let judged: unknown;
    guarded('isFailure', () => (judged = this.#settings.isFailure?.(error)))();
    return typeof judged === 'boolean' ? judged : !isAbort(error);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#checks?.close();
  }

  /** Those that are neither ejected nor on trial nor unhealthy; all where there is no such. */
  #sound(): readonly ServiceInstance[] {
    const sound = this.#instances.filter(
      (each) => this.#isHealthy(each) && this.#outliers.stateOf(each.instanceId) === 'IN',
    );
    return sound.length > 0 ? sound : this.#instances;
  }

  #isHealthy({ instanceId }: ServiceInstance): boolean {
    return this.#checks?.isHealthy(instanceId) ?? true;
  }

  /** One on trial that may have a call. It has the next one, so that it is back soon or ejected again. */
  #onTrial(): ServiceInstance | undefined {
    return this.#instances.find(
      (each) =>
        this.#outliers.stateOf(each.instanceId) === 'TRIAL' &&
        this.#isHealthy(each) &&
        this.#outliers.mayTry(each.instanceId),
    );
  }

  #lessBusy(): ServiceInstance {
    const weighed = this.#sound().map((instance) => ({
      instance,
      weight: this.#outliers.weightOf(instance.instanceId),
    }));
    const first = takeByWeight(weighed) ?? this.#nobody();
    const other = takeByWeight(weighed);
    if (!other || this.#under(other) >= this.#under(first)) return first.instance;
    // One that fails at once has little under way: that makes it no better.
    const isBetter = (this.#under(other) + 1) / other.weight < (this.#under(first) + 1) / first.weight;
    return (isBetter ? other : first).instance;
  }

  #under({ instance }: Weighed): number {
    return this.#busy.get(instance.instanceId) ?? 0;
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
      else if (!this.#closed) this.#follow(up);
    } catch (error) {
      this.#awayAt = performance.now();
      again = limits.retryMs;
      if (!this.#closed) this.#onError(error);
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#refresh(), again);
    this.#timer.unref();
  }

  #follow(up: readonly ServiceInstance[]): void {
    this.#instances = up;
    this.#outliers.follow(
      up.map(({ instanceId, registeredAt }) => ({ id: instanceId, since: registeredAt.getTime() })),
    );
    this.#checks?.follow(up);
  }
}

interface Weighed {
  readonly instance: ServiceInstance;
  readonly weight: number;
}

/** Takes one out at random, the likelier the more it weighs. */
function takeByWeight(weighed: Weighed[]): Weighed | undefined {
  let at = Math.random() * weighed.reduce((sum, { weight }) => sum + weight, 0);
  const place = weighed.findIndex(({ weight }) => {
    at -= weight;
    return at < 0;
  });
  return weighed.splice(Math.max(place, 0), 1)[0];
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
