// A publisher of the `messages` run: it publishes until each message is acknowledged, and is killed all the time.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from '../../src/redis/base/problem.ts';
import { Messages } from '../../src/redis/message/message.ts';
import type { Message } from '../../src/redis/message/shapes.ts';
import { digestOf, type Kind, odd, type Payload, type PublisherLine, topics } from './messages-work.ts';
import { openThrough } from './open.ts';

const { PER_SECOND, POISON_SHARE } = process.env;
const me = randomUUID();
const perTurn = 10;

// The run is gone.
process.stdin.once('end', () => process.exit(1)).resume();
const over = new AbortController();
process.once('SIGTERM', () => over.abort());

function say(line: PublisherLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What it answers in the end: Redis may be away, and may have taken the message before. */
async function insist(messages: Messages, topic: string, payload: Payload): Promise<Message | Refusal> {
  for (;;) {
    try {
      return await messages.publish(topic, payload, { idempotencyKey: payload.key });
    } catch (error) {
      if (error instanceof Refusal) return error;
      await wait(50);
    }
  }
}

function kindOf(): Kind {
  const at = Math.random();
  if (at < Number(POISON_SHARE)) return 'poison';
  if (at < 0.01) return 'hopeless';
  if (at < 0.03) return 'slow';
  if (at < 0.06) return 'later';
  return at < 0.1 ? 'flaky' : 'sound';
}

const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)] as T;

async function publish(messages: Messages, number: number): Promise<void> {
  const topic = pick(topics);
  const payload: Payload = {
    key: `${me}-${number}`,
    kind: kindOf(),
    odd: Math.random() < 0.2 ? pick(odd.accepted) : null,
  };
  const message = await insist(messages, topic, payload);
  if (message instanceof Refusal) return say({ fault: `a good message was refused: ${message.message}` });
  say({ key: payload.key, topic, cursor: message.cursor, digest: digestOf(payload) });
  if (Math.random() < 0.9) return;
  const again = await insist(messages, topic, payload);
  if (again instanceof Refusal || again.cursor !== message.cursor)
    say({ fault: `${payload.key} was published again and is ${JSON.stringify(again)}, not ${message.cursor}` });
  const other = await insist(messages, topic, { ...payload, kind: 'sound', odd: 'another payload' });
  if (!(other instanceof Refusal)) say({ fault: `${payload.key} took another payload` });
}

/** Something that must be refused, in the tick of good ones. */
async function misuse(messages: Messages): Promise<void> {
  const topic = pick(topics);
  const misuses = [
    () => messages.publish(topic, pick(odd.refusedPayloads)),
    () => messages.publish(topic, { kind: 'sound' }, { idempotencyKey: pick(odd.refusedKeys) }),
    () => messages.publish(pick(odd.refusedTopics), { kind: 'sound' }),
  ];
  try {
    const { cursor } = await pick(misuses)();
    say({ fault: `an odd value was accepted as ${cursor}` });
  } catch (error) {
    if (!(error instanceof Refusal)) say({ fault: `an odd value was answered with ${error}` });
  }
}

const messages = new Messages(await openThrough(process.env.REDIS_URL as string), {
  messages: 1_000_000,
  bytes: 2 ** 30,
});
const began = Date.now();
for (let number = 0; !over.signal.aborted; number += perTurn) {
  const turn = Array.from({ length: perTurn }, (_, place) => publish(messages, number + place));
  await Promise.all([...turn, misuse(messages)]);
  const nextAt = began + ((number + perTurn) * 1_000) / Number(PER_SECOND);
  await wait(Math.max(0, nextAt - Date.now()), undefined, { signal: over.signal }).catch(() => {});
}
process.exit(0);
