// `mortar migrate`: what the data needs after processes of an earlier release have ended.

import { RedisHandle } from '../redis/base/handle.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { migrateData } from './migrate-data.ts';
import { openRedis } from './open-redis.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate',
  about:
    'Completes an upgrade: adjusts the data that processes of the release before have written. Run it when the last of them has ended. It may run beside a Mortar that works, be stopped and be repeated.',
  async run(args, config) {
    readArguments(migrateCommand, { args: [...args] });
    const redis = await openRedis(config, 'migrate');
    const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
    try {
      const first = redis.migrated;
      const again = await migrateData(handle, { language: config.shop.language, again: true });
      for (const step of new Set([...Object.keys(first.changed), ...Object.keys(again.changed)]))
        console.log(`${step}: ${(first.changed[step] ?? 0) + (again.changed[step] ?? 0)} changed`);
      for (const problem of new Set([...first.problems, ...again.problems])) console.log(problem);
    } finally {
      handle.close();
      await redis.stop();
    }
  },
};
