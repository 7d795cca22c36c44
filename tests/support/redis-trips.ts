// Counts what a piece of work asks Redis: its commands, and its round trips, which is how often it waits for an answer before it asks
// for more.

import type { RedisClient } from '../../src/redis/base/connect.ts';

export interface Trips {
  readonly commands: readonly string[];
  readonly roundTrips: number;
}

/** @param client whose commands are those of `work` alone: nothing else may run in the meantime. */
export async function countTrips(client: RedisClient, work: () => Promise<unknown>): Promise<Trips> {
  const commands: string[] = [];
  /** Round trips that are over. */
  let over = 0;
  let roundTrips = 0;
  const target = client as unknown as { sendCommand: (command: SentCommand, ...rest: unknown[]) => unknown };
  const send = target.sendCommand;
  target.sendCommand = function (command, ...rest) {
    commands.push([command.name, ...command.args.slice(0, 3).map(String)].join(' '));
    const trip = over + 1;
    roundTrips = Math.max(roundTrips, trip);
    const done = (): void => {
      over = Math.max(over, trip);
    };
    command.promise.then(done, done);
    return send.call(this, command, ...rest);
  };
  try {
    await work();
  } finally {
    target.sendCommand = send;
  }
  return { commands, roundTrips };
}

interface SentCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
}
