// Counts and times the commands that a connection sends to Redis.

import { Counter, Histogram, type Registry } from 'prom-client';
import type { RedisClient } from '../../redis/base/connect.ts';

type SendCommand = Parameters<RedisClient['sendCommand']>;

export function watchRedis(registry: Registry, client: RedisClient): void {
  const registers = [registry];
  const durations = new Histogram({
    name: 'mortar_redis_command_duration_seconds',
    help: 'Redis commands by name, from sending to the answer, in seconds',
    labelNames: ['command'],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
    registers,
  });
  const errors = new Counter({
    name: 'mortar_redis_command_errors_total',
    help: 'Redis commands that failed, by name',
    labelNames: ['command'],
    registers,
  });
  const send = client.sendCommand.bind(client) as (...given: SendCommand) => unknown;
  client.sendCommand = (...given: SendCommand) => {
    const [command] = given;
    const stop = durations.startTimer({ command: command.name });
    command.promise.then(
      () => stop(),
      () => {
        stop();
        errors.inc({ command: command.name });
      },
    );
    return send(...given);
  };
}
