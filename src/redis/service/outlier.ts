// Which instances of a service a caller leaves alone since calls to them failed: an instance whose calls failed several times in a row
// is ejected for a while, longer each time, and comes back on trial. Each process judges by its own calls.

import { rangeOf, refuseBut } from '../base/problem.ts';

/** When a directory leaves out an instance whose calls fail. */
export interface EjectionSettings {
  /** So many failures in a row eject an instance. Default: 5. */
  readonly failures?: number;
  /** For how long the first time, in milliseconds; each further time it is that much longer. Default: 10 s. */
  readonly baseMs?: number;
  /** For how long at most. Default: 5 minutes. */
  readonly maxMs?: number;
  /** Which share of the instances may be ejected, rounded up; never all of them. Default: 0.5. */
  readonly maxShare?: number;
}

/** TRIAL: its ejection is over, and it gets one call at a time until several have succeeded. */
export type OutlierState = 'IN' | 'EJECTED' | 'TRIAL';

/** What a call is told when it begins, so that one which began before an ejection says nothing about the time after. */
export type CallTicket = number;

const defaults = { failures: 5, baseMs: 10_000, maxMs: 300_000, maxShare: 0.5 } as const;

const limits = {
  failuresMax: 1_000,
  msMax: 86_400_000,
  /** So many calls in a row that succeed end a trial. */
  trialCalls: 3,
  /** How much one call moves the failure rate. */
  rateStep: 0.2,
  /** Without calls the failure rate halves in this time, so that an instance which is passed over is tried again. */
  rateHalfLifeMs: 10_000,
  /** An instance that always fails and cannot be ejected still gets this share of what a sound one gets. */
  weightMin: 0.01,
  /** An ejection is up to so much longer, so that callers do not come back together. */
  jitter: 0.2,
} as const;

interface Conduct {
  /** When it registered. */
  readonly since: number;
  /** In a row. */
  failures: number;
  successes: number;
  /** From 0 to 1: how often calls failed lately, as it was at `ratedAt`. */
  rate: number;
  ratedAt: number;
  /** How often it was ejected; forgotten as time goes by without another. */
  ejections: number;
  /** When its last ejection is or was over. */
  until: number;
  onTrial: boolean;
  /** When its last call on trial began, as long as that is under way. */
  triedAt: number;
  ticket: CallTicket;
}

export class Outliers {
  readonly #settings: Required<EjectionSettings>;
  readonly #now: () => number;
  #conducts = new Map<string, Conduct>();
  #tickets = 0;

  /** @throws Refusal INVALID for settings that cannot be. */
  constructor(settings: EjectionSettings, now: () => number) {
    this.#settings = checkSettings({ ...defaults, ...settings });
    this.#now = now;
  }

  /** Whom to judge from now on. One that is new, or that has registered again since, starts afresh. */
  follow(instances: readonly { readonly id: string; readonly since: number }[]): void {
    const followed = instances.map(({ id, since }): [string, Conduct] => {
      const known = this.#conducts.get(id);
      return [id, known?.since === since ? known : this.#fresh(since)];
    });
    this.#conducts = new Map(followed);
  }

  stateOf(id: string): OutlierState {
    const conduct = this.#conducts.get(id);
    if (!conduct || conduct.ejections === 0) return 'IN';
    if (conduct.until > this.#now()) return 'EJECTED';
    return conduct.onTrial ? 'TRIAL' : 'IN';
  }

  /** From `weightMin` to 1: how much an instance is worth with those failures of late. */
  weightOf(id: string): number {
    const conduct = this.#conducts.get(id);
    if (!conduct) return 1;
    return Math.max(limits.weightMin, (1 - this.#rate(conduct)) ** 4);
  }

  /** Whether an instance on trial may get a call: none is under way, or that one has hung for long. */
  mayTry(id: string): boolean {
    const conduct = this.#conducts.get(id);
    return conduct !== undefined && this.#now() - conduct.triedAt >= this.#settings.baseMs;
  }

  begin(id: string): CallTicket {
    const conduct = this.#conducts.get(id);
    if (!conduct) return -1;
    if (this.stateOf(id) === 'TRIAL') conduct.triedAt = this.#now();
    return conduct.ticket;
  }

  end(id: string, ticket: CallTicket, failed: boolean): void {
    const conduct = this.#conducts.get(id);
    if (!conduct || conduct.ticket !== ticket || this.stateOf(id) === 'EJECTED') return;
    conduct.triedAt = Number.NEGATIVE_INFINITY;
    conduct.rate = this.#rate(conduct) * (1 - limits.rateStep) + (failed ? limits.rateStep : 0);
    conduct.ratedAt = this.#now();
    if (failed) this.#failed(id, conduct);
    else this.#succeeded(conduct);
  }

  #failed(id: string, conduct: Conduct): void {
    conduct.failures += 1;
    conduct.successes = 0;
    const enough = conduct.onTrial || conduct.failures >= this.#settings.failures;
    if (enough && this.#mayEject(id)) this.#eject(conduct);
  }

  #succeeded(conduct: Conduct): void {
    conduct.failures = 0;
    conduct.successes += 1;
    if (!conduct.onTrial || conduct.successes < limits.trialCalls) return;
    conduct.onTrial = false;
    conduct.rate = 0;
  }

  #mayEject(id: string): boolean {
    const ids = [...this.#conducts.keys()];
    const others = ids.filter((other) => other !== id && this.stateOf(other) === 'EJECTED').length;
    return others < Math.min(ids.length - 1, Math.ceil(ids.length * this.#settings.maxShare));
  }

  #eject(conduct: Conduct): void {
    const { baseMs, maxMs } = this.#settings;
    const now = this.#now();
    const most = Math.ceil(maxMs / baseMs);
    const forgotten = conduct.ejections === 0 ? 0 : Math.floor((now - conduct.until) / maxMs);
    conduct.ejections = Math.min(most, Math.max(0, conduct.ejections - forgotten) + 1);
    const ms = Math.min(maxMs, baseMs * conduct.ejections);
    conduct.until = now + ms * (1 + limits.jitter * Math.random());
    conduct.onTrial = true;
    conduct.failures = 0;
    conduct.successes = 0;
    conduct.triedAt = Number.NEGATIVE_INFINITY;
    conduct.ticket = this.#nextTicket();
  }

  #nextTicket(): CallTicket {
    this.#tickets += 1;
    return this.#tickets;
  }

  #rate({ rate, ratedAt }: Conduct): number {
    return rate === 0 ? 0 : rate * 0.5 ** ((this.#now() - ratedAt) / limits.rateHalfLifeMs);
  }

  #fresh(since: number): Conduct {
    const none = { failures: 0, successes: 0, rate: 0, ejections: 0, onTrial: false };
    const never = Number.NEGATIVE_INFINITY;
    return { ...none, since, ratedAt: this.#now(), until: never, triedAt: never, ticket: this.#nextTicket() };
  }
}

function checkSettings(settings: Required<EjectionSettings>): Required<EjectionSettings> {
  const { failures, baseMs, maxMs, maxShare } = settings;
  const wrong = (field: string, rule: string, from: number, to: number): never =>
    refuseBut([rangeOf(from, to)], 'INVALID', `${field} must be ${rule}`, 'ejection', field);
  if (!Number.isInteger(failures) || failures < 1 || failures > limits.failuresMax)
    wrong('failures', `a whole number from 1 to ${limits.failuresMax}`, 1, limits.failuresMax);
  if (!(baseMs >= 1 && baseMs <= limits.msMax)) wrong('baseMs', `from 1 to ${limits.msMax}`, 1, limits.msMax);
  if (!(maxMs >= baseMs && maxMs <= limits.msMax))
    wrong('maxMs', `from baseMs to ${limits.msMax}`, baseMs, limits.msMax);
  if (!(maxShare >= 0 && maxShare <= 1)) wrong('maxShare', 'from 0 to 1', 0, 1);
  return settings;
}
