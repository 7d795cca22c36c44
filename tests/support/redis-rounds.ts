// Counts the rounds in which a piece of work asks Redis: all that it asks before it needs an answer is one round.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RedisClient } from '../../src/redis/base/connect.ts';

export interface Rounds {
  /** The commands of each round. */
  readonly rounds: readonly (readonly string[])[];
}

/** For so many turns of the event loop nothing was asked: what comes next needs an answer. */
const quietTurns = 5;

/** @param client whose commands are those of `work` alone: nothing else may run in the meantime. */
export async function countRounds(client: RedisClient, work: () => Promise<unknown>): Promise<Rounds> {
  const rounds: string[][] = [];
  let held: { readonly command: SentCommand; send(): unknown }[] = [];
  let waiting = false;
  const target = client as unknown as { sendCommand: (command: SentCommand, ...rest: unknown[]) => unknown };
  const send = target.sendCommand;
  target.sendCommand = function (command, ...rest) {
    held.push({ command, send: () => send.call(this, command, ...rest) });
    if (!waiting) void release();
    return command.promise;
  };
  try {
    await work();
  } finally {
    target.sendCommand = send;
  }
  return { rounds };

  async function release(): Promise<void> {
    waiting = true;
    while (held.length > 0) {
      for (let quiet = 0, before = held.length; quiet < quietTurns; quiet++) {
        await nextTurn();
        if (held.length !== before) quiet = 0;
        before = held.length;
      }
      const round = held;
      held = [];
      rounds.push(round.map(({ command }) => [command.name, ...command.args.slice(0, 3).map(String)].join(' ')));
      for (const each of round) each.send();
      await Promise.allSettled(round.map(({ command }) => command.promise));
      await nextTurn();
    }
    waiting = false;
  }
}

interface SentCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
}
