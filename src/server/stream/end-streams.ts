// Ends every live stream of a session with the session, however it is delivered: over WebSocket or as server-sent events.

import { getOperationAST } from 'graphql';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { Context } from '../../resolvers/base/context.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';

export function useSessionEnd(): ServerPlugin {
  return {
    name: 'session end',
    yoga: {
      onSubscribe: ({ args }) => {
        const { session, sessionWatch } = args.contextValue as Context;
        if (!session) return undefined;
        const operation = getOperationAST(args.document, args.operationName);
        const [field] = operation?.selectionSet.selections ?? [];
        // It delivers the end of the session first, and ends by itself.
        if (field?.kind === 'Field' && field.name.value === 'sessionEnded') return undefined;
        return {
          onSubscribeResult: ({ result, setResult }) => {
            if (Symbol.asyncIterator in result) setResult(untilSessionEnds(result, session.id, sessionWatch));
          },
        };
      },
    },
  };
}

/** The same stream, until the session ends; then also a reader who waits for the next value is told that it is over. */
function untilSessionEnds<T>(
  stream: AsyncIterable<T>,
  sessionId: string,
  watch: SessionWatch,
): AsyncIterableIterator<T> {
  const source = stream[Symbol.asyncIterator]();
  const over: IteratorResult<T> = { value: undefined, done: true };
  let ended = false;
  let wake: ((result: IteratorResult<T>) => void) | undefined;
  const finish = (): void => {
    if (ended) return;
    ended = true;
    unwatch();
    wake?.(over);
    void source.return?.().catch(() => {});
  };
  const unwatch = watch.watch(sessionId, finish);
  return {
    next: () => {
      if (ended) return Promise.resolve(over);
      return new Promise((resolve, reject) => {
        wake = resolve;
        source.next().then(
          (result) => {
            if (result.done) finish();
            resolve(ended ? over : result);
          },
          (error) => {
            // Told before it ends, since a reader who waits would be told of the end alone.
            reject(error);
            finish();
          },
        );
      });
    },
    return: async () => {
      finish();
      return over;
    },
    throw: async (error) => {
      finish();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
