// What every attack is given, and what it leaves behind. An attack is a file in scenarios/ that exports `attack`.

import type { Random } from '../chaos/random.ts';

export interface AttackContext {
  /** Of the running server. It trusts X-Forwarded-For, so that an attack may come from many addresses. */
  readonly url: string;
  readonly random: Random;
  readonly tally: Tally;
  /** Whether the attack has to go on. */
  goesOn(): boolean;
}

export interface Attack {
  /** What it sends: one sentence. */
  readonly about: string;
  /** Attacks as hard as it can while `goesOn`, and then lets go of what it holds. */
  run(context: AttackContext): Promise<void>;
}

/** Counts what was sent, and what came back by its kind: a status, a close code, the code of an error. */
export class Tally {
  sent = 0;
  readonly answers: Record<string, number> = {};

  answered(kind: string | number): void {
    this.answers[kind] = (this.answers[kind] ?? 0) + 1;
  }
}

/** Runs `work` again and again, `lanes` of them at a time. */
export async function inLanes(lanes: number, { goesOn }: AttackContext, work: () => Promise<void>): Promise<void> {
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (goesOn()) await work();
    }),
  );
}

/** Posts to GraphQL and counts the answer: the status, and the code of the first error. */
export async function postAndCount(
  { url, tally }: AttackContext,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  tally.sent++;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const [, code] = /"code":"([A-Z_]+)"/.exec(await response.text()) ?? [];
  tally.answered(code ? `${response.status} ${code}` : response.status);
}
