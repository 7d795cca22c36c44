// What must hold of a topic and its groups.

import { messageKeys } from '../../../src/redis/message/keys.ts';
import { messageLimits } from '../../../src/redis/message/shapes.ts';
import { Contents } from '../contents.ts';
import type { World } from '../subject.ts';

const types = [
  [/^messages$/, 'stream', 'expires'],
  [/^(meta|keys|keys:before|groups)$/, 'hash', 'expires'],
  [/^g:[\w.-]+:(at|notes|back)$/, 'hash', 'expires'],
  [/^g:[\w.-]+:pending$/, 'zset', 'expires'],
  [/^g:[\w.-]+:dead$/, 'stream', 'expires'],
] as const;

export function brokenTopic(world: World, topic: string): Promise<readonly string[]> {
  return Contents.judge(world, messageKeys.topic(world.redis.prefix, topic), (found) => judge(world, topic, found));
}

/** A part of a topic that is not its first. */
export function brokenPart(world: World, part: string): Promise<readonly string[]> {
  return Contents.judge(world, messageKeys.topic(world.redis.prefix, part), async (found) =>
    [...found.misplaced(types), ...brokenStream(found), ...wrongKeys(found)].map((problem) => `${part}: ${problem}`),
  );
}

async function judge({ stores }: World, topic: string, found: Contents): Promise<string[]> {
  if (found.names.length === 0) return [];
  const report = await stores.messageReports.one(topic);
  const groups = [...found.hash('groups').keys()];
  const problems = [...found.misplaced(types), ...brokenStream(found), ...wrongKeys(found)];
  if (!report) problems.push('is not among the topics');
  for (const group of groups) {
    problems.push(...brokenGroup(found, group));
    const { pending, dead } = report?.groups.find(({ name }) => name === group) ?? { pending: -1, dead: -1 };
    if (pending !== found.list(`g:${group}:pending`).length) problems.push('counts other messages than are pending');
    if (dead !== found.stream(`g:${group}:dead`).length) problems.push('counts other dead letters than it has');
  }
  const strays = found.names.filter((name) => name.startsWith('g:') && !groups.includes(name.split(':')[1] as string));
  if (strays.length > 0) problems.push(`has parts of a group that it does not have: ${strays[0]}`);
  return problems.map((problem) => `${topic}: ${problem}`);
}

/** Messages are numbered without a gap, and counted in number and bytes. */
function brokenStream(found: Contents): string[] {
  const problems: string[] = [];
  const meta = found.hash('meta');
  let next: number | undefined;
  let bytes = 0;
  for (const [, [, first, ...rest]] of found.stream('messages')) {
    if (next !== undefined && Number(first) !== next) problems.push('its numbers have a gap');
    next = Number(first) + rest.length / 2;
    bytes += rest.reduce((sum, value, place) => sum + (place % 2 === 1 ? Buffer.byteLength(value) : 0), 0);
  }
  const newest = found.stream('messages').at(-1)?.[0];
  if (next !== undefined && Number(meta.get('last')) !== next - 1) problems.push('its last number is another');
  if (newest !== undefined && meta.get('id') !== newest) problems.push('its newest entry is another');
  if (newest !== undefined && Number(meta.get('bytes')) !== bytes)
    problems.push(`it counts ${meta.get('bytes')} bytes and holds ${bytes}`);
  return problems;
}

/** A key stands for a message that was published, and each for one of its own. */
function wrongKeys(found: Contents): string[] {
  const last = Number(found.hash('meta').get('last') ?? 0);
  const known = [...found.hash('keys').values()];
  const numbers = known.map((text) => Number(/^\d+-\d+_(\d+) [\w-]{16}$/.exec(text)?.[1]));
  if (numbers.some((number) => !(number >= 1 && number <= last))) return ['a key stands for no message'];
  return new Set(numbers).size === numbers.length ? [] : ['two keys stand for one message'];
}

function brokenGroup(found: Contents, group: string): string[] {
  const part = (name: string) => `g:${group}:${name}`;
  const problems: string[] = [];
  const pending = found.scores(part('pending'));
  const at = found.hash(part('at'));
  for (const [cursor, due] of pending)
    if (!/^\d+-\d+_\d+$/.test(cursor) || !(due > 0 && due < 1e15)) problems.push(`${cursor} is due at ${due}`);
  for (const [field, value] of found.hash(part('notes'))) {
    if (!pending.has(field.replace(/^m/, ''))) problems.push('a note of a message that is not pending');
    if (!/^\d{1,15}$/.test(value)) problems.push(`a note is ${value}`);
  }
  for (const cursor of found.hash(part('back')).keys())
    if (!pending.has(cursor)) problems.push('a message came back that is not pending');
  const letters = found.stream(part('dead'));
  const bytes = letters.reduce((sum, [, fields]) => sum + Buffer.byteLength(fields[7] ?? ''), 0);
  if (Number(at.get('dead') ?? 0) !== bytes) problems.push(`counts ${at.get('dead')} dead bytes, and has ${bytes}`);
  if (letters.length > messageLimits.dead.messages) problems.push('keeps too many dead letters');
  if (letters.some(([, fields]) => pending.has(fields[1] as string))) problems.push('a dead letter is pending');
  const number = Number(at.get('number'));
  if (at.size > 0 && !(number >= 0 && number <= Number(found.hash('meta').get('last') ?? 0)))
    problems.push(`has come to ${at.get('number')}`);
  return problems;
}
