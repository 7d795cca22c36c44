// Results of a subscription as server-sent events.

import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Answer, errorOf, MortarError } from './error.ts';
import { answerOf, type Operation, type PostSettings, post } from './post.ts';
import { Lost, type Opened } from './resume.ts';

/** Mortar sends a sign of life every 12 s. */
const silenceMs = 40_000;

/** @throws Lost if the connection ends before the subscription does. */
export async function* overEventStream(
  settings: PostSettings,
  operation: Operation,
  { lastEventId, signal }: Opened,
): AsyncGenerator<Answer> {
  const silence = new AbortController();
  const ends = AbortSignal.any([signal, silence.signal]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new Lost()), silenceMs);
  };
  try {
    listen();
    const response = await open(settings, { ...operation, extensions: { lastEventId } }, ends);
    for await (const { event, data } of eventsOf(response.body as ReadableStream<Uint8Array>, listen)) {
      if (event === 'complete') return;
      if (event === 'next') yield JSON.parse(data) as Answer;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof MortarError && error.code !== 'UNREACHABLE') throw error;
    throw error instanceof Lost ? error : new Lost(undefined, error);
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
  throw new Lost();
}

async function open(settings: PostSettings, operation: Operation, signal: AbortSignal): Promise<Response> {
  const accept = 'text/event-stream';
  const response = await post(settings, operation, { accept, signal });
  if (response.ok && response.headers.get('content-type')?.startsWith(accept)) return response;
  // A proxy whose server is away, or a server that asks to wait.
  if (response.status >= 500 || response.status === 429) {
    await response.body?.cancel();
    throw new Lost(Number(response.headers.get('retry-after')) || undefined);
  }
  const { errors = [] } = await answerOf(response);
  if (errors.length > 0) throw errorOf(errors);
  const message = `${response.url} answered ${response.status} without a stream.`;
  throw new MortarError({ code: 'BAD_ANSWER', message });
}

async function* eventsOf(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<EventSourceMessage> {
  const decoder = new TextDecoder();
  let events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      parser.feed(decoder.decode(value, { stream: true }));
      const ready = events;
      events = [];
      yield* ready;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
