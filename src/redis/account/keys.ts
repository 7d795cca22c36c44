// The keys of the accounts. An account lies in one slot with its sessions.

import { type KeySpace, ownerKey, shardStart } from '../session/keys.ts';

export const accountKeys = {
  /** `owner` as in the keys of its sessions. */
  record: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:account`,
  /** What was mailed to the account's address for a purpose. */
  proof: (space: KeySpace, owner: string, purpose: string) => `${ownerKey(space, owner)}:proof:${purpose}`,
  /** What its holder has agreed to. */
  consents: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:consents`,
  /** Second factors, recovery codes, and the trust in devices. */
  factors: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:factors`,
  /** Log-ins that still need a second factor. */
  pending: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:pending`,
  /** The identities at providers by which its holder logs in. */
  links: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:links`,
  /** Which account an identity at a provider opens. */
  link: (prefix: string, digest: string) => `${prefix}:account-link:{${digest}}`,
  /** What somebody who is at a provider has begun. */
  providerState: (prefix: string, digest: string) => `${prefix}:provider-state:{${digest}}`,
  /** API keys. */
  apiKeys: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:api-keys`,
  /** A challenge that a passkey has answered. */
  challenge: (space: KeySpace, owner: string, digest: string) => `${ownerKey(space, owner)}:challenge:${digest}`,
  /** Signs the challenges of passkeys of all accounts. */
  challengeSecret: (prefix: string) => `${prefix}:passkey-secret`,
  /** What owners of accounts of a shard are to be told by mail. */
  notices: (prefix: string, shard: number) => `${shardStart(prefix, shard)}notices`,
  /** What is still to be erased of accounts of a shard. */
  erasures: (prefix: string, shard: number) => `${shardStart(prefix, shard)}erasures`,
  /** The accounts of a shard by when they were made. */
  directory: (prefix: string, shard: number) => `${shardStart(prefix, shard)}accounts`,
  /** By which words of their addresses and names they are found. */
  words: (prefix: string, shard: number) => `${shardStart(prefix, shard)}account-words`,
  /** Which accounts of a shard are administrators'. */
  administrators: (prefix: string, shard: number) => `${shardStart(prefix, shard)}administrators`,
  /** Acts of the audit about accounts of a shard. */
  audit: (prefix: string, shard: number, log: string) => `${shardStart(prefix, shard)}audit:${log}`,
  /** The whole addresses from which they were done. */
  auditAddresses: (prefix: string, shard: number, log: string) => `${shardStart(prefix, shard)}audit-from:${log}`,
  /** The address that an account had before it changed it: it is told of that. */
  formerEmail: (space: KeySpace, owner: string) => `${ownerKey(space, owner)}:former-email`,
  /** Which account has an e-mail address. */
  email: (prefix: string, digest: string) => `${prefix}:account-email:{${digest}}`,
  /** Failed attempts to give a password. */
  attempts: (prefix: string, subject: string) => `${prefix}:attempts:{${subject}}`,
  /** What is counted of a kind, in a part of all. */
  attemptIndex: (prefix: string, part: string) => `${prefix}:attempts-index:{${part}}`,
} as const;

/** By which claim the key of an address, or of an identity at a provider, leads to its account. */
export const claimKey = (key: string): string => `${key}:claim`;
