// Messages between services, for those that speak GraphQL.

import type { PublishSettings } from '../../redis/message/message.ts';
import type { Message } from '../../redis/message/shapes.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { resumeAfter } from '../base/resume.ts';

export async function messagePublish(
  { topic, payload, ...keys }: { topic: string; payload?: unknown } & PublishSettings,
  { stores }: Context,
): Promise<Answer<{ message: Message | null }>> {
  return answer<{ message: Message | null }>({ message: null }, async () => ({
    message: await stores.messages.publish(topic, payload, keys),
  }));
}

/** A topic's messages from a cursor on or from now on. @throws Refusal at once for a topic or a cursor that is none. */
export async function messages(
  topic: string,
  after: string | null,
  context: Context,
): Promise<AsyncIterableIterator<Message>> {
  const { live, stores } = context;
  const from = await stores.messages.start(topic, resumeAfter(after, context));
  return live.feed({ ...stores.messages.feed(topic), shareKey: `topic ${topic}`, after: from });
}
