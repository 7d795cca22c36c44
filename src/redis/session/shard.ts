// Sessions are spread over a few slots. One script then judges many of them, on a cluster too, and one look at a shard
// tells a process whether any of what it remembers of the shard's sessions has changed.

const sessionShards = 16;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Which shard an owner's sessions are in: told by the first random character of its id. */
export function sessionShard(owner: string): number {
  return alphabet.indexOf(owner.charAt(1)) % sessionShards;
}
