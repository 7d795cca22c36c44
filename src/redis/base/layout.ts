// How keys and values are laid out has a number, which stands in Redis beside them. A Mortar that lays them out otherwise
// would start on them and find accounts that nobody can log in to; this way it says so.

import type { RedisHandle } from './handle.ts';
import { baseKeys } from './keys.ts';

/** One more with each change after which data from before cannot be read. */
export const layout = '1';

/** Takes a Redis that holds nothing of Mortar's for this layout. Returns the layout that it has: another one is not to be used. */
export async function claimLayout({ client, prefix }: RedisHandle): Promise<string> {
  // The demo has been marked since before layouts had numbers.
  const unnumbered =
    (await client.exists(baseKeys.layout(prefix))) === 0 && (await client.exists(baseKeys.demo(prefix))) === 1;
  if (unnumbered) return '0';
  await client.setnx(baseKeys.layout(prefix), layout);
  return (await client.get(baseKeys.layout(prefix))) ?? layout;
}
