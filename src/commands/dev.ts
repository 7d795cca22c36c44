// `mortar dev`: runs `mortar start` in a process of its own, and starts it again when a source file of the program changes. Redis stays.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Command } from './command.ts';
import { devFlags } from './flags.ts';
import { openRedis } from './open-redis.ts';
import { untilSignal } from './signals.ts';

const limits = { everyMs: 300, files: 5_000 } as const;

export const devCommand: Command = {
  name: 'dev',
  usage: 'dev [--port N] [--host H] [--config FILE] [--check]',
  about: 'Runs start, and starts it again when a TypeScript, JavaScript or JSON file of the working directory changes.',
  flags: devFlags,
  async run(_args, config) {
    const stopped = untilSignal();
    const redis = await openRedis(config, 'start');
    const stop = new AbortController();
    void stopped.then(() => stop.abort());
    try {
      await runUntil(stop.signal, environmentOf(config, redis.url));
    } finally {
      await redis.stop();
    }
  },
};

function environmentOf({ port, host, process: { programFile } }: Config, redisUrl: string): NodeJS.ProcessEnv {
  const settings = { PORT: String(port), HOST: host, REDIS_URL: redisUrl, REDIS_URL_FILE: '' };
  return { ...process.env, ...settings, ...(programFile !== undefined && { MORTAR_CONFIG: programFile }) };
}

async function runUntil(stop: AbortSignal, env: NodeJS.ProcessEnv): Promise<void> {
  let seen = stateOfSources(process.cwd());
  let child = start(env);
  while (!stop.aborted) {
    await wait(limits.everyMs, undefined, { signal: stop }).catch(() => {});
    const now = stateOfSources(process.cwd());
    if (now === seen || stop.aborted) continue;
    seen = now;
    console.log('A file has changed: starting again.');
    await end(child);
    child = start(env);
  }
  await end(child);
}

/** One that ends by itself has said why, and is started again when a file changes. */
function start(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, process.argv[1] as string, 'start'], { env, stdio: 'inherit' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Differs when a source file was changed, added or removed. Of many files the first are looked at. */
function stateOfSources(folder: string): string {
  const times: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (times.length >= limits.files || entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
      const full = join(path, entry.name);
      if (entry.isDirectory()) visit(full);
      else if (/\.(?:[cm]?[jt]s|json)$/.test(entry.name))
        times.push(`${full} ${statSync(full, { throwIfNoEntry: false })?.mtimeMs}`);
    }
  };
  visit(folder);
  return times.join('\n');
}
