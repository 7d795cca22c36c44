// Asks the instances of a service again and again whether they are well, each at a time of its own, a few at once. What it finds
// belongs to this process: nothing of it goes to the registry.

import { rangeOf, refuseBut } from '../base/problem.ts';
import { lookAt, type Probe, targetOf } from './probe.ts';
import type { ServiceInstance } from './shapes.ts';

/** How a directory checks whether an instance answers. */
export interface HealthCheckSettings {
  /** TCP opens a connection. HTTP sends a GET, which must be answered with a status from 200 to 299; redirects are not followed. */
  readonly kind: 'TCP' | 'HTTP';
  /** Of the GET, instead of that of the address. Default: `/health`. */
  readonly path?: string;
  /** From the end of one check to the next, up to a fifth more or less. Default: 10 s. */
  readonly intervalMs?: number;
  /** A check that takes longer has failed. Default: 2 s. */
  readonly timeoutMs?: number;
  /** So many checks in a row that fail make an instance unhealthy. Default: 3. */
  readonly unhealthyAfter?: number;
  /** So many in a row that succeed make it healthy again. Default: 2. */
  readonly healthyAfter?: number;
}

const defaults = { path: '/health', intervalMs: 10_000, timeoutMs: 2_000, unhealthyAfter: 3, healthyAfter: 2 } as const;

const limits = {
  msMax: 3_600_000,
  countMax: 1_000,
  pathCharacters: 1_000,
  jitter: 0.2,
  /** The first check of an instance comes within this time. */
  firstMs: 1_000,
  atOnce: 10,
} as const;

interface Patient {
  readonly target: URL | undefined;
  healthy: boolean;
  /** Checks in a row that said otherwise. */
  against: number;
  timer: NodeJS.Timeout | undefined;
}

export class HealthChecks {
  readonly #settings: Required<HealthCheckSettings>;
  readonly #probe: Probe;
  readonly #patients = new Map<string, Patient>();
  readonly #waiting = new Set<string>();
  readonly #aborts = new Set<AbortController>();

  /** @throws Refusal INVALID for settings that cannot be. */
  constructor(settings: HealthCheckSettings) {
    this.#settings = checkSettings({ ...defaults, ...settings });
    const { kind, path } = this.#settings;
    this.#probe = kind === 'TCP' ? { kind } : { kind, path };
  }

  /** Whom to ask from now on. One at another address is asked afresh. */
  follow(instances: readonly ServiceInstance[]): void {
    const ids = new Set(instances.map(({ instanceId }) => instanceId));
    for (const id of this.#patients.keys()) if (!ids.has(id)) this.#forget(id);
    for (const { instanceId, address } of instances) {
      const target = targetOf(address, this.#probe);
      const known = this.#patients.get(instanceId);
      if (known && known.target?.href === target?.href) continue;
      this.#forget(instanceId);
      const patient: Patient = { target, healthy: true, against: 0, timer: undefined };
      this.#patients.set(instanceId, patient);
      if (target) this.#plan(instanceId, patient, Math.random() * Math.min(limits.firstMs, this.#settings.intervalMs));
    }
  }

  /** True for one that was not asked yet, or that cannot be asked at its address. */
  isHealthy(id: string): boolean {
    return this.#patients.get(id)?.healthy ?? true;
  }

  close(): void {
    for (const id of [...this.#patients.keys()]) this.#forget(id);
    for (const abort of this.#aborts) abort.abort();
  }

  #forget(id: string): void {
    clearTimeout(this.#patients.get(id)?.timer);
    this.#patients.delete(id);
    this.#waiting.delete(id);
  }

  #plan(id: string, patient: Patient, afterMs: number): void {
    patient.timer = setTimeout(() => {
      this.#waiting.add(id);
      this.#advance();
    }, afterMs);
    patient.timer.unref();
  }

  #advance(): void {
    for (const id of this.#waiting) {
      if (this.#aborts.size >= limits.atOnce) return;
      this.#waiting.delete(id);
      const patient = this.#patients.get(id);
      if (patient) void this.#check(id, patient);
    }
  }

  async #check(id: string, patient: Patient): Promise<void> {
    const { intervalMs, timeoutMs } = this.#settings;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    timer.unref();
    this.#aborts.add(abort);
    const well = await lookAt(patient.target as URL, this.#probe, abort.signal).then(
      () => true,
      () => false,
    );
    clearTimeout(timer);
    this.#aborts.delete(abort);
    if (this.#patients.get(id) === patient) {
      this.#note(patient, well);
      this.#plan(id, patient, intervalMs * (1 + limits.jitter * (2 * Math.random() - 1)));
    }
    this.#advance();
  }

  #note(patient: Patient, well: boolean): void {
    const { healthyAfter, unhealthyAfter } = this.#settings;
    if (well === patient.healthy) {
      patient.against = 0;
      return;
    }
    patient.against += 1;
    if (patient.against < (well ? healthyAfter : unhealthyAfter)) return;
    patient.healthy = well;
    patient.against = 0;
  }
}

function checkSettings(settings: Required<HealthCheckSettings>): Required<HealthCheckSettings> {
  const { kind, path } = settings;
  const wrong = (field: string, rule: string, allowed: readonly string[]): never =>
    refuseBut(allowed, 'INVALID', `${field} must be ${rule}`, 'healthCheck', field);
  if (kind !== 'TCP' && kind !== 'HTTP') wrong('kind', 'TCP or HTTP', ['TCP', 'HTTP']);
  // Two slashes would name another host.
  if (!/^\/(?![/\\])[^\s#]*$/.test(path) || path.length > limits.pathCharacters)
    wrong('path', 'a path, such as /health', [rangeOf(1, limits.pathCharacters, 'characters')]);
  for (const field of ['intervalMs', 'timeoutMs'] as const)
    if (!(settings[field] >= 1 && settings[field] <= limits.msMax))
      wrong(field, `from 1 to ${limits.msMax}`, [rangeOf(1, limits.msMax)]);
  for (const field of ['unhealthyAfter', 'healthyAfter'] as const)
    if (!(Number.isInteger(settings[field]) && settings[field] >= 1 && settings[field] <= limits.countMax))
      wrong(field, `a whole number from 1 to ${limits.countMax}`, [rangeOf(1, limits.countMax)]);
  return settings;
}
