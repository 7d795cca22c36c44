// Passwords: how they are hashed.

import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

export const passwordLimits = { minLength: 10, maxLength: 256 } as const;

/** Parameters of Argon2id. Those of stored hashes that are lower are raised at the next log-in. */
export interface PasswordSettings {
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** OWASP's recommendation: some 20 ms and 19 MiB a hash. */
export const passwordDefaults: PasswordSettings = { memoryKiB: 19_456, iterations: 2, parallelism: 1 };

/** How many a process computes at the same time. */
export const hashesAtOnceDefault = 2;

export class Passwords {
  readonly #settings: PasswordSettings;
  /** A hash of today's parameters that no password has. */
  readonly #decoy: string;

  constructor(settings: Partial<PasswordSettings> = {}) {
    this.#settings = { ...passwordDefaults, ...settings };
    const { memoryKiB, iterations, parallelism } = this.#settings;
    const [salt, digest] = [16, 32].map((bytes) => randomBytes(bytes).toString('base64').replace(/=+$/, ''));
    this.#decoy = `$argon2id$v=19$m=${memoryKiB},t=${iterations},p=${parallelism}$${salt}$${digest}`;
  }

  /** An Argon2id hash with its parameters, which is what the library makes unless told otherwise. */
  hash(password: string): Promise<string> {
    const { memoryKiB, iterations, parallelism } = this.#settings;
    return hash(normalise(password), {
      memoryCost: memoryKiB,
      timeCost: iterations,
      parallelism,
    });
  }

  /**
   * Does the work of today's parameters also where there is no hash to check against, or one of lower parameters, so that nobody
   * learns from its time who has an account.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const [matches] = await Promise.all([
      verify(stored ?? this.#decoy, normalise(password)),
      stored !== null && this.isOutdated(stored) && this.hash(password),
    ]);
    return stored !== null && matches;
  }

  /** Whether a hash was made with lower parameters than today's. */
  isOutdated(stored: string): boolean {
    const found = /^\$argon2id\$v=\d+\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored);
    const { memoryKiB, iterations, parallelism } = this.#settings;
    return !found || [memoryKiB, iterations, parallelism].some((wanted, place) => Number(found[place + 1]) < wanted);
  }
}

// The same characters typed on two systems can be different code points.
function normalise(password: string): string {
  return password.normalize('NFKC');
}
