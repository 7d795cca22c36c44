// Has a client of graphql-ws or graphql-sse go on behind its last result when it connects again.

import type { Answer } from './error.ts';
import { isPlace } from './resume.ts';

interface Payload {
  readonly extensions?: Record<string, unknown> | null | undefined;
}

interface Sink {
  next(result: unknown): void;
}

/** What clients of graphql-ws and of graphql-sse have in common. */
export interface SubscribingClient {
  // biome-ignore lint/suspicious/noExplicitAny: both packages have types of their own for what they take.
  subscribe(payload: any, sink: any, ...more: any[]): () => void;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  iterate(payload: any, ...more: any[]): AsyncIterableIterator<any>;
}

/**
 * The same client, whose subscriptions go on behind their last result when it connects again, in every document and without variables
 * for it: nothing is lost, nothing comes twice. If the server no longer has what was missed, the next result has their number in
 * `extensions.gap`. To go on with another client give `extensions.lastEventId`, the `extensions.eventId` of the last result.
 */
export function resumable<Client extends SubscribingClient>(client: Client): Client {
  return {
    ...client,
    subscribe(payload: Payload, sink: Sink, ...more: unknown[]) {
      const { resuming, take } = follow(payload);
      const next = (result: unknown): void => {
        if (take(result as Answer)) sink.next(result);
      };
      return client.subscribe(resuming, { ...bound(sink), next }, ...more);
    },
    iterate(payload: Payload, ...more: unknown[]): AsyncIterableIterator<unknown> {
      const { resuming, take } = follow(payload);
      const results = client.iterate(resuming, ...more);
      return {
        async next() {
          for (;;) {
            const result = await results.next();
            if (result.done || take(result.value as Answer)) return result;
          }
        },
        return: async (value) => (await results.return?.(value)) ?? { value, done: true },
        throw: async (error) => (await results.throw?.(error)) ?? Promise.reject(error),
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}

/** `take` says whether a result is one for the program. */
function follow(payload: Payload): { resuming: Payload; take(result: Answer): boolean } {
  const { lastEventId: given } = payload.extensions ?? {};
  let last = typeof given === 'string' ? given : '';
  // Written anew each time that the client sends the operation.
  const lastEventId = { toJSON: () => last };
  return {
    resuming: { ...payload, extensions: { ...payload.extensions, lastEventId } },
    take(result) {
      const { eventId } = result.extensions ?? {};
      if (typeof eventId === 'string') last = eventId;
      return !isPlace(result);
    },
  };
}

/** The methods of a sink may be those of a class. */
function bound(sink: object): object {
  const { error, complete } = sink as { error?: unknown; complete?: unknown };
  return {
    ...(typeof error === 'function' && { error: error.bind(sink) }),
    ...(typeof complete === 'function' && { complete: complete.bind(sink) }),
  };
}
