// `mortar limits list|off NAME|on NAME`: the rate-limit policies from the machine itself, for whom a policy has locked out.

import type { Config } from '../config.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { Refusal } from '../redis/base/problem.ts';
import type { RateLimitMode, RateLimitPolicy } from '../redis/rate-limit/policy.ts';
import { RateLimits } from '../redis/rate-limit/rate-limit.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { openRedis } from './open-redis.ts';

const modes: Readonly<Record<string, RateLimitMode>> = { off: 'OFF', on: 'ENFORCE' };

export const limitsCommand: Command = {
  name: 'limits',
  usage: 'limits [list | off NAME | on NAME]',
  about: 'Lists the rate-limit policies, or turns one off or on. Works while Mortar runs and while it does not.',
  options: 'For example: npm run limits -- off everything',
  async run(args, config) {
    const change = readChange(args);
    await withPolicies(config, async (limits) => {
      if (change) await setMode(limits, change);
      for (const line of table(await limits.policies.all())) console.log(line);
    });
  },
};

interface Change {
  readonly name: string;
  readonly mode: RateLimitMode;
}

/** Undefined for the list. */
function readChange(args: readonly string[]): Change | undefined {
  return readArguments(limitsCommand, { args: [...args], allowPositionals: true }, ({ positionals }) => {
    const [action = 'list', name, ...rest] = positionals;
    if (action === 'list' && name === undefined) return undefined;
    if (action === 'list') throw new Error(`Unexpected argument ${JSON.stringify(name)}`);
    const mode = Object.hasOwn(modes, action) ? modes[action] : undefined;
    if (!mode) throw new Error(`Unknown action ${JSON.stringify(action)}`);
    if (name === undefined) throw new Error(`${action} needs the name of a policy`);
    if (rest.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(rest[0])}`);
    return { name, mode };
  });
}

async function setMode({ policies }: RateLimits, { name, mode }: Change): Promise<void> {
  const known = await policies.all();
  if (!known.some((policy) => policy.name === name))
    throw new CommandError(
      `limits: there is no policy ${JSON.stringify(name)}. Policies: ${known.map((policy) => policy.name).join(', ')}`,
    );
  try {
    await policies.set({ name, mode });
  } catch (error) {
    throw error instanceof Refusal ? new CommandError(`limits: ${error.message}`) : error;
  }
  console.log(`The policy ${name} is ${mode === 'OFF' ? 'off' : 'on'}; every process follows within a second.\n`);
}

async function withPolicies(config: Config, work: (limits: RateLimits) => Promise<void>): Promise<void> {
  const redis = await openRedis(config, 'limits');
  try {
    const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
    try {
      await work(new RateLimits(handle));
    } finally {
      handle.close();
    }
  } finally {
    await redis.stop();
  }
}

function table(policies: readonly RateLimitPolicy[]): string[] {
  const rows = policies.map(({ name, mode, scope, limit, windowSeconds, targets }) => [
    name,
    mode,
    scope,
    `${limit} in ${windowSeconds} s`,
    targets.join(' '),
  ]);
  const head = ['POLICY', 'MODE', 'SCOPE', 'ADMITS', 'GUARDS'];
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map((s) => s.length)),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
