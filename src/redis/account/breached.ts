// Asks a service that knows leaked passwords, such as Have I Been Pwned, in a way that tells it nothing: it is sent the first five
// of the 40 digits of a SHA-1, and answers with all it knows that begin so. A sign-up never waits long for it, nor fails with it.

import { createHash } from 'node:crypto';
import { guarded } from '../base/guarded.ts';

export interface BreachSettings {
  /** Ends where the five digits go; without it nobody is asked. */
  readonly breachedUrl?: string;
  /** Told when the service fails: passwords are accepted without it then. */
  readonly onBreachOutage?: (error: unknown) => void;
}

const limits = {
  timeoutMs: 2_000,
  answerBytes: 500_000,
  /** After a failure it is not asked for so long, so that an outage delays one sign-up in a while. */
  restMs: 30_000,
} as const;

export class BreachedPasswords {
  readonly #settings: BreachSettings;
  readonly #onOutage: (error: unknown) => void;
  #restUntil = 0;

  constructor(settings: BreachSettings) {
    this.#settings = settings;
    this.#onOutage = guarded('onBreachOutage', settings.onBreachOutage);
  }

  /** False also if nobody is asked, or the service fails. */
  async has(password: string): Promise<boolean> {
    const { breachedUrl } = this.#settings;
    if (breachedUrl === undefined || performance.now() < this.#restUntil) return false;
    const digits = createHash('sha1').update(password).digest('hex').toUpperCase();
    try {
      return isListed(await ask(breachedUrl + digits.slice(0, 5)), digits.slice(5));
    } catch (error) {
      this.#restUntil = performance.now() + limits.restMs;
      this.#onOutage(error);
      return false;
    }
  }
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url, {
    // Padding hides from who watches the line how many there are.
    headers: { 'add-padding': 'true' },
    redirect: 'error',
    signal: AbortSignal.timeout(limits.timeoutMs),
  });
  if (!response.ok) throw new Error(`The service for leaked passwords answered with the status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > limits.answerBytes)
      throw new Error(`The service for leaked passwords sent over ${limits.answerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Lines are `<rest of the SHA-1>:<how often>`; padding has 0. */
function isListed(answer: string, rest: string): boolean {
  return answer.split(/\r?\n/).some((line) => {
    const [listed, count] = line.split(':');
    return listed?.toUpperCase() === rest && Number(count) > 0;
  });
}
