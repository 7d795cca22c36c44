// What every subject's store stands on: one connection for commands, the keys it may write and a way to run scripts.

import calculateSlot from 'cluster-key-slot';
import { isCluster, type RedisClient } from './connect.ts';
import { createKeys, type Keys } from './keys.ts';
import { runScript, runScripts, type Script, type ScriptArgument, type ScriptCall } from './scripts.ts';

export class RedisHandle {
  readonly client: RedisClient;
  readonly keys: Keys;

  /** `prefix` starts every key and channel, so that several applications, or tests, can share one Redis. */
  constructor(client: RedisClient, prefix = 'mortar') {
    this.client = client;
    this.keys = createKeys(prefix);
  }

  run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    return runScript(this.client, script, keys, args);
  }

  runAll(calls: readonly ScriptCall[]): Promise<unknown[]> {
    return runScripts(this.client, calls);
  }

  /** Which batch a key's calls belong to: its slot on a cluster, one batch for all elsewhere. */
  groupOf(key: string): number {
    return isCluster(this.client) ? calculateSlot(key) : 0;
  }
}
