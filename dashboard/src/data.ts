// How a page reads and writes: urql's hooks, which also ask again on a timer and after an outage.

import type { DocumentNode } from 'graphql';
import { useCallback, useEffect, useState } from 'react';
import { type AnyVariables, type TypedDocumentNode, useClient, useQuery } from 'urql';
import { withCaptcha } from './client.ts';
import { useRecoveries } from './health.ts';
import { explain, kindOf, type ProblemKind } from './problem.ts';

export interface Reading<Data> {
  data: Data | undefined;
  /** Words for the reader; undefined while all is well. */
  problem: string | undefined;
  /** What kind of problem it is; undefined while all is well. */
  kind: ProblemKind | undefined;
  loading: boolean;
  /** Ask again now. */
  refresh(): void;
}

/** A query; with `everyMs` it is repeated while the page is visible. */
export function useReading<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  everyMs?: number,
): Reading<Data> {
  const [result, ask] = useQuery<Data, Variables>({ query, variables } as Parameters<
    typeof useQuery<Data, Variables>
  >[0]);
  const recoveries = useRecoveries();
  const refresh = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask]);

  useEffect(() => {
    if (recoveries > 0) refresh();
  }, [recoveries, refresh]);

  useEffect(() => {
    if (!everyMs) return;
    const timer = setInterval(() => {
      if (!document.hidden) refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, refresh]);

  return {
    data: result.data,
    problem: result.error && explain(result.error),
    kind: result.error && kindOf(result.error),
    loading: result.fetching && !result.data,
    refresh,
  };
}

const resubscribeAfterMs = 2_000;

/** A subscription to what is now. It starts again when it ended, by an error or an outage. */
export function useLive<Data, Variables extends AnyVariables>(
  subscription: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  pause = false,
): Omit<Reading<Data>, 'refresh'> {
  const { deliveries, problem, kind, loading } = useFeed(subscription, variables, 1, pause);
  return { data: deliveries[0], problem, kind, loading };
}

type Feed<Data> = Omit<Reading<Data>, 'data' | 'refresh'> & { deliveries: readonly Data[] };

/** A subscription to what happens: the last `keep` deliveries, newest first. It starts again when it ended. */
export function useFeed<Data, Variables extends AnyVariables>(
  subscription: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  keep: number,
  pause = false,
): Feed<Data> {
  const client = useClient();
  const recoveries = useRecoveries();
  const [state, setState] = useState<{ deliveries: readonly Data[]; problem?: string; kind?: ProblemKind }>({
    deliveries: [],
  });
  const key = JSON.stringify(variables);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a recovery is a reason to begin anew
  useEffect(() => {
    if (pause) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    const begin = (): void => {
      stop();
      const source = client.subscription<Data, Variables>(subscription, JSON.parse(key) as Variables);
      stop = source.subscribe(({ data, error, hasNext }) => {
        setState(({ deliveries }) => ({
          deliveries: data ? [data, ...deliveries].slice(0, keep) : deliveries,
          problem: error && explain(error),
          kind: error && kindOf(error),
        }));
        if (!hasNext) timer = setTimeout(begin, resubscribeAfterMs);
      }).unsubscribe;
    };
    begin();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, subscription, key, keep, pause, recoveries]);

  const { deliveries, problem, kind } = state;
  return { deliveries, problem, kind, loading: deliveries.length === 0 && !problem };
}

export interface Action<Data, Variables> {
  /**
   * Answers the data, or undefined where the whole request failed; `problem` then says why. `captcha` is the answer of the widget.
   */
  run(variables: Variables, captcha?: string): Promise<Data | undefined>;
  busy: boolean;
  problem: string | undefined;
}

/** A mutation. User errors of its one payload are told as a problem, too. */
export function useAction<Data, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): Action<Data, Variables> {
  const client = useClient();
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });

  const run = useCallback(
    async (variables: Variables, captcha?: string) => {
      setState({ busy: true });
      const context = captcha ? { fetchOptions: withCaptcha(captcha) } : {};
      const result = await client.mutation<Data, Variables>(mutation as DocumentNode, variables, context).toPromise();
      const problem = result.error ? explain(result.error) : userErrorsOf(result.data);
      setState({ busy: false, problem });
      return result.data;
    },
    [client, mutation],
  );

  return { run, busy: state.busy, problem: state.problem };
}

function userErrorsOf(data: unknown): string | undefined {
  const messages = Object.values(data ?? {}).flatMap((payload: { userErrors?: { message: string }[] } | null) =>
    (payload?.userErrors ?? []).map(({ message }) => message),
  );
  return messages.length > 0 ? messages.join(' ') : undefined;
}
