// The keys of the topics. All keys of one topic share a hash tag.

import type { ChannelPrefix } from '../base/channels.ts';

/** What only the scripts of a topic append to its base. */
export type TopicPart = 'messages' | 'keys' | 'keys:before' | 'groups' | `g:${string}:${GroupPart}`;
type GroupPart = 'at' | 'pending' | 'notes' | 'back';

/** The hash tag of a topic's keys, or of those of one of its parts. */
export const topicTag = (name: string): string => `topic:${name}`;

export const messageKeys = {
  /** The names of all topics. */
  topics: (prefix: string) => `${prefix}:topics`,
  /** Starts every key of a topic; scripts append a `TopicPart`, or what follows it below. */
  topic: (prefix: string, name: string) => `${prefix}:{topic:${name}}:`,
  part: (prefix: string, name: string, part: TopicPart) => `${prefix}:{topic:${name}}:${part}`,
  /** The dead letters of a topic's group. */
  dead: (prefix: string, name: string, group: string) => `${prefix}:{topic:${name}}:g:${group}:dead`,
  meta: (prefix: string, name: string) => `${prefix}:{topic:${name}}:meta`,
  /** Channel: a topic has new messages. */
  changed: (prefix: ChannelPrefix, name: string) => `${prefix}:topic-changed:${name}`,
} as const;
