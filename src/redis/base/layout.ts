// How keys and values are laid out has a number, which stands in Redis beside them. A Mortar that lays them out otherwise
// would start on them and find accounts that nobody can log in to; this way it says so.

import type { RedisClient } from './connect.ts';
import { baseKeys } from './keys.ts';
import { newestLayout, type ShardCount, ShardPlan, shardCounts } from './shards.ts';

/** The first layout, whose data is read as it is: it differs in how keys are spread over slots. */
const formerLayout = '1';
/** Those that are followed by how many shards a subject has. In data of the first of them the registry of services and trends have one slot. */
const spreadLayouts = [2, newestLayout] as const;

/** Keys of programs that used the library of the layout before by itself, which did not write it down. */
const formerMarks = ['{limit}:version', '{cache}:totals'] as const;

/** Data that this release cannot read. */
export class UnknownLayout extends Error {
  readonly stored: string;

  constructor(stored: string) {
    super(
      `The data has layout ${stored}, and this version of Mortar reads layouts ${formerLayout} to ${newestLayout}.`,
    );
    this.stored = stored;
  }
}

/**
 * Takes a Redis that holds nothing of Mortar's for this layout. Returns how the keys of its data are spread.
 * @param count how many shards a new data set gets
 * @throws UnknownLayout
 */
export async function claimLayout(
  { client, prefix }: { readonly client: RedisClient; readonly prefix: string },
  count: ShardCount = shardCounts[0],
): Promise<ShardPlan> {
  const key = baseKeys.layout(prefix);
  const known = await client.get(key);
  if (known !== null) return planOf(known);
  // The demo has been marked since before layouts had numbers.
  if ((await client.exists(baseKeys.demo(prefix))) === 1) throw new UnknownLayout('0');
  const marks = await Promise.all(formerMarks.map((mark) => client.exists(`${prefix}:${mark}`)));
  const own = marks.includes(1) ? formerLayout : `${newestLayout}.${count}`;
  try {
    await client.setnx(key, own);
  } catch (error) {
    // Whoever may write nothing cannot lay out anything either.
    if (!(error instanceof Error) || !/^(READONLY|NOPERM)/.test(error.message)) throw error;
  }
  return planOf((await client.get(key)) ?? own);
}

function planOf(stored: string): ShardPlan {
  if (stored === formerLayout) return new ShardPlan();
  for (const layout of spreadLayouts)
    for (const count of shardCounts) if (stored === `${layout}.${count}`) return new ShardPlan(count, layout);
  throw new UnknownLayout(stored);
}
