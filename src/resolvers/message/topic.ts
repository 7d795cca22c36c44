// Topics and their groups, for administrators.

import { isName } from '../../redis/base/name.ts';
import type { GroupReport, TopicEntry, TopicReport } from '../../redis/message/report.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { type Page, type PageArguments, readPage, toPage } from '../base/page.ts';

/** A page of the topics, sorted by name. */
export async function topics(args: PageArguments, { stores }: Context): Promise<Page<TopicReport>> {
  const request = readPage(args);
  return toPage<TopicEntry, TopicReport>(
    request,
    await orBadInput(stores.messageReports.page(request)),
    ({ name }) => name,
    ({ report }) => report,
    () => stores.messageReports.count(),
  );
}

export function topicCreate(
  { name, parts }: { readonly name: string; readonly parts: number },
  { stores }: Context,
): Promise<Answer<{ topic: TopicReport | null }>> {
  return answer<{ topic: TopicReport | null }>({ topic: null }, async () => {
    await stores.messages.create(name, parts);
    return { topic: await stores.messageReports.one(name) };
  });
}

/** @throws BAD_USER_INPUT for text that names no topic. */
export function topic(name: string, { stores }: Context): Promise<TopicReport | null> {
  return orBadInput(stores.messageReports.one(name));
}

/** The topic of a global id's key; null for any text that names none. */
export async function topicOfKey(name: string, { stores }: Context): Promise<TopicReport | null> {
  return isName(name) ? stores.messageReports.one(name) : null;
}

/** The key of a group's global id. Neither part has a colon. */
export function groupKey({ topic, name }: Pick<GroupReport, 'topic' | 'name'>): string {
  return `${topic}:${name}`;
}

/** @param key as `groupKey` makes it. */
export async function groupOfKey(key: string, context: Context): Promise<GroupReport | null> {
  const [topic = '', name, ...others] = key.split(':');
  const found = others.length === 0 ? await topicOfKey(topic, context) : null;
  return found?.groups.find((group) => group.name === name) ?? null;
}
