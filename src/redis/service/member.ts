// A process' own place in the registry: it registers, sends heartbeats as long as it lives, registers again where it was
// forgotten or Redis has lost it, and leaves when it is closed.

import { guarded } from '../base/guarded.ts';
import { type ProblemCode, Refusal } from '../base/problem.ts';
import { processName } from '../base/process-name.ts';
import type { Services } from './service.ts';
import { type ServiceRegistration, type ServiceStatus, serviceLimits } from './shapes.ts';

/** What a process registers. */
export interface ServiceMemberSettings extends Omit<ServiceRegistration, 'instanceId'> {
  /** Its name within the service (host, process and a random part). */
  readonly instanceId?: string;
  /** Told of what goes wrong, such as an outage of Redis; the member continues by itself. */
  onError?(error: unknown): void;
}

/** How a process leaves the registry. */
export interface LeaveSettings {
  /** How long to be DRAINING before it leaves, for those who still have its address (0). */
  readonly drainMs?: number;
}

const limits = {
  heartbeatsPerTtl: 3,
  /** After a failure the next try is sooner. */
  retryMs: 1_000,
  /** Each wait is up to so much longer or shorter, so that members that began together do not beat together. */
  jitter: 0.2,
} as const;

export class ServiceMember {
  readonly instanceId: string;
  readonly #services: Services;
  readonly #settings: ServiceMemberSettings;
  readonly #onError: (error: unknown) => void;
  #registered = false;
  #token: string | undefined;
  /** What the next heartbeat says; nothing where Redis knows it. */
  #unsaid: ServiceStatus | undefined;
  #status: ServiceStatus = 'UP';
  #timer: NodeJS.Timeout | undefined;
  /** The heartbeat before: one at a time, so that none overtakes another. */
  #last: Promise<unknown> = Promise.resolve();
  #left = false;
  #closing: Promise<void> | undefined;

  private constructor(services: Services, settings: ServiceMemberSettings) {
    this.#services = services;
    this.#settings = settings;
    this.#onError = guarded('onError', settings.onError);
    this.instanceId = settings.instanceId ?? processName();
  }

  /**
   * Registers this process and keeps it registered. If Redis is unavailable it keeps trying.
   * @throws Refusal where the registration is not allowed, as of `Services.register`.
   */
  static async join(services: Services, settings: ServiceMemberSettings): Promise<ServiceMember> {
    const member = new ServiceMember(services, settings);
    try {
      await member.#beat();
      member.#plan(false);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      member.#onError(error);
      member.#plan(true);
    }
    return member;
  }

  /** Sets its status from now on; if Redis is unavailable, as soon as it is back. It is UP to begin with. */
  async setStatus(status: ServiceStatus): Promise<void> {
    this.#status = status;
    this.#unsaid = status;
    await this.#tick();
  }

  /** Drains for `drainMs`, then leaves the registry. If Redis is unavailable, it is DOWN when its ttl has run out. */
  leave({ drainMs = 0 }: LeaveSettings = {}): Promise<void> {
    this.#closing ??= this.#leave(drainMs);
    return this.#closing;
  }

  async #leave(drainMs: number): Promise<void> {
    if (drainMs > 0) {
      await this.setStatus('DRAINING');
      await new Promise((resolve) => setTimeout(resolve, drainMs));
    }
    this.#left = true;
    clearTimeout(this.#timer);
    // A heartbeat on its way could register it once more.
    await this.#last;
    try {
      await this.#services.deregister({ ...this.#names, token: this.#token });
    } catch (error) {
      if (!isRefused(error, 'NOT_FOUND') && !isRefused(error, 'CONFLICT')) this.#onError(error);
    }
  }

  get #names() {
    return { service: this.#settings.service, instanceId: this.instanceId };
  }

  #plan(soon: boolean): void {
    const everyMs = ((this.#settings.ttlSeconds ?? serviceLimits.ttlDefaultSeconds) * 1_000) / limits.heartbeatsPerTtl;
    const waitMs = soon ? Math.min(everyMs, limits.retryMs) : everyMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(), waitMs * (1 + limits.jitter * (2 * Math.random() - 1)));
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    let failed = false;
    try {
      await this.#beat();
    } catch (error) {
      failed = true;
      this.#onError(error);
      // Another process is there in its place: to take it back would have both take turns.
      if (isRefused(error, 'CONFLICT')) this.#left = true;
    }
    if (!this.#left) this.#plan(failed);
  }

  #beat(): Promise<void> {
    const beat = this.#last.then(() => (this.#left ? undefined : this.#tell()));
    this.#last = beat.catch(() => {});
    return beat;
  }

  async #tell(): Promise<void> {
    const status = this.#unsaid;
    if (this.#registered) {
      try {
        await this.#services.heartbeat({ ...this.#names, status, token: this.#token });
        return this.#said(status);
      } catch (error) {
        if (!isRefused(error, 'NOT_FOUND')) throw error;
        this.#registered = false;
      }
    }
    const { token } = await this.#services.register({ ...this.#settings, instanceId: this.instanceId });
    this.#token = token;
    this.#registered = true;
    if (this.#status !== 'UP') await this.#services.heartbeat({ ...this.#names, status: this.#status, token });
    this.#said(status);
  }

  // Unless it has something else to say meanwhile.
  #said(status: ServiceStatus | undefined): void {
    if (this.#unsaid === status) this.#unsaid = undefined;
  }
}

function isRefused(error: unknown, code: ProblemCode): boolean {
  return error instanceof Refusal && error.problems[0]?.code === code;
}
