// A connection for a process that may start while Redis is away.

import { setTimeout as wait } from 'node:timers/promises';
import { RedisHandle } from '../../src/redis/base/handle.ts';

export async function openThrough(url: string): Promise<RedisHandle> {
  for (;;) {
    try {
      return await RedisHandle.open(url);
    } catch {
      await wait(100);
    }
  }
}
