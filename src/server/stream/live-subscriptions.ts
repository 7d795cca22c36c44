// The subscriptions that are open, however they are delivered. They end with their session, and are judged again whenever its rights
// change: each is subscribed again with the session as it is then, as its field and its resolver judge it. One that is not
// allowed any more ends with the error.

import type { ServerResponse } from 'node:http';
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, type GraphQLError } from 'graphql';
import { sendsStates } from '../../live/snapshot.ts';
import { Feed } from '../../redis/base/feed.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { watchSiteRight } from '../../resolvers/base/site-right.ts';
import { siteIn } from '../../schema/base/site-right.ts';
import type { Drain } from '../drain.ts';
import { codeOf } from '../graphql/errors.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import { withStatus } from '../guard/http-status.ts';
import { serverLimits } from '../limits.ts';
import { EventStream } from './event-stream.ts';
import type { LivePlaces } from './live-places.ts';
import { type Course, closeSource, type Following, LiveSubscription } from './live-subscription.ts';
import { Readers } from './readers.ts';
import { argumentsOf, rootFieldOf, weightOf } from './root-field.ts';
import type { SharedExecutions, Values } from './shared-execution.ts';
import { eventStreamDialect, multipartDialect, unbuffered, wantsMultipart } from './stream-dialect.ts';

const streams = new RegExp(`^(${eventStreamDialect.mediaType}|${multipartDialect.mediaType})`);

export class LiveSubscriptions {
  readonly readers = new Readers();
  readonly #executions: SharedExecutions;
  readonly #places: LivePlaces;
  /** By the context of its operation, and by the request that it came with. */
  readonly #opened = new WeakMap<object, LiveSubscription>();
  readonly #open = new Set<LiveSubscription>();
  readonly #streams = new Set<EventStream>();

  constructor(executions: SharedExecutions, places: LivePlaces) {
    this.#executions = executions;
    this.#places = places;
    this.readers.countWaiting(() => [...this.#streams].reduce((sum, { readableLength }) => sum + readableLength, 0));
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The subscription that was opened with a context, which is one operation's; undefined where it was refused. */
  of(context: Context): LiveSubscription | undefined {
    return this.#opened.get(context);
  }

  /** Why a subscription may not be opened now; undefined where it may. */
  refusal(args: ExecutionArgs): GraphQLError | undefined {
    const { document, variableValues } = args;
    const characters = (document.loc?.end ?? 0) + (variableValues ? JSON.stringify(variableValues).length : 0);
    const { subscriptionCharacters: most } = serverLimits;
    if (characters > most)
      return apiError(
        'OPERATION_TOO_COMPLEX',
        `The text and variables of a subscription have at most ${most} characters.`,
        {
          cost: characters,
          limit: most,
        },
      );
    return this.#places.refusal(args.contextValue as Context, weightOf(args));
  }

  /** Ends those that are delivered over HTTP, so that their clients subscribe again. */
  async leave(drain: Drain): Promise<void> {
    await drain.spread(this.#streams, (stream) => stream.leave());
  }

  /** Opens subscriptions here, behind all of Yoga's checks, and writes their results as server-sent events from here. */
  plugin(): ServerPlugin {
    return {
      name: 'live subscriptions',
      yoga: {
        // Yoga writes the streams of all else, as of @defer, and of what is refused.
        onResponse: ({ response: { headers } }) => {
          if (streams.test(headers.get('content-type') ?? '')) headers.set(...unbuffered);
        },
        onSubscribe: ({ setSubscribeFn }) => setSubscribeFn((args) => this.#subscribe(args as ExecutionArgs)),
        // Yoga knows nothing of Apollo's protocol. As for the rest it has looked at what the client accepts: a processor of a stream of results is that of server-sent events.
        onResultProcess: ({ request, result, serverContext, resultProcessor, setResultProcessor }) => {
          const subscription = this.#opened.get(request);
          if (!subscription || !result || !(Symbol.asyncIterator in result)) return;
          const multipart = wantsMultipart(request.headers.get('accept'));
          if (!multipart && !resultProcessor) return;
          const dialect = multipart ? multipartDialect : eventStreamDialect;
          const stream = new EventStream(result, subscription, dialect, this.readers);
          this.#streams.add(stream);
          const { res } = serverContext as { readonly res?: ServerResponse };
          stream.once('close', () => {
            this.#streams.delete(stream);
            // What was written last is not read, and nothing else would end the connection.
            if (!stream.readableEnded) res?.destroy();
          });
          const { headers, mediaType } = dialect;
          setResultProcessor((_result, { Response }) => new Response(stream as never, { headers }), mediaType);
        },
      },
      shortPath: {
        notNeeded: {
          onResultProcess: 'Only a subscription has a stream of results.',
          onResponse: 'The short path answers with JSON, which is no stream.',
        },
      },
    };
  }

  async #subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const context = args.contextValue as Context & { readonly request?: Request };
    const leave = this.refusal(args) ?? this.#places.enter(context, weightOf(args));
    if (typeof leave !== 'function')
      return { errors: [context.request ? withStatus(leave, context.request.headers.get('accept')) : leave] };
    let course: Course | ExecutionResult;
    try {
      course = await this.#begin(args);
    } catch (error) {
      leave();
      throw error;
    }
    if (!('source' in course)) {
      leave();
      return course;
    }
    const subscription = new LiveSubscription(course, followingOf(course, context), () => {
      this.#open.delete(subscription);
      unwatch();
      leave();
    });
    const { schema, document, operationName, variableValues } = args;
    const unwatch = this.#watch(subscription, {
      schema,
      document,
      operationName,
      variableValues,
      contextValue: context,
    });
    if (!subscription.ended) this.#open.add(subscription);
    this.#opened.set(context, subscription);
    if (context.request) this.#opened.set(context.request, subscription);
    return subscription;
  }

  async #begin(args: ExecutionArgs): Promise<Course | ExecutionResult> {
    // By a copy: what the checks of fields keep for a context would stay as long as the subscription, in each of thousands.
    const source = await createSourceEventStream({ ...args, contextValue: { ...(args.contextValue as Context) } });
    if (!(Symbol.asyncIterator in source)) return source;
    const values = source[Symbol.asyncIterator]();
    return { source: values, execution: this.#executions.open(args, valuesOf(values)) };
  }

  /** Until the returned function is called. */
  #watch(subscription: LiveSubscription, args: ExecutionArgs): () => void {
    const context = args.contextValue as Context;
    const { session, sessionWatch } = context;
    let [judging, latest] = [Promise.resolve(), session];
    const judge = (): void => {
      judging = judging.then(() => this.#judge(subscription, args, latest));
    };
    const field = rootFieldOf(args)?.name.value;
    const stops: (() => void)[] = [];
    if (session)
      stops.push(
        sessionWatch.watchRights(session, (now) => {
          latest = now;
          judge();
        }),
      );
    // It delivers the end of the session, and ends by itself.
    if (session && field !== 'sessionEnded')
      stops.push(sessionWatch.watch(session.id, () => subscription.refuse(sessionOver())));
    if (field === 'liveMetrics') {
      const right = { site: siteIn(argumentsOf(args) ?? {}), role: 'VIEWER', shared: true } as const;
      stops.push(watchSiteRight(right, () => ({ ...context, session: latest }), judge));
    }
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Never rejects. */
  async #judge(subscription: LiveSubscription, args: ExecutionArgs, session: ActiveSession | null): Promise<void> {
    if (subscription.ended) return;
    let course: Course | ExecutionResult;
    try {
      course = await this.#begin({ ...args, contextValue: { ...(args.contextValue as Context), session } });
    } catch (error) {
      course = { errors: [error as GraphQLError] };
    }
    if (!('source' in course)) return subscription.refuse(refusalOf(course, session));
    if (!(course.source instanceof Feed)) return subscription.follow(course);
    // A feed is the same for all who may read it. A new one would leave out, or repeat, what the old one has not delivered.
    closeSource(course.source);
    subscription.executeBy(course.execution);
  }
}

function valuesOf(source: AsyncIterator<unknown>): Values {
  if (source instanceof Feed && source.isResumable) return 'entries';
  return sendsStates(source) ? 'states' : 'others';
}

function followingOf({ source }: Course, { client }: Context): Following {
  const areStates = sendsStates(source);
  return {
    sendsStates: areStates,
    place: source instanceof Feed && source.isResumable ? source.place.catch(() => undefined) : undefined,
    seen: areStates ? (client.lastEventId ?? undefined) : undefined,
    numbered: client.wantsEventIds ?? false,
  };
}

function sessionOver(): GraphQLError {
  return apiError('UNAUTHENTICATED', 'Your session has ended. Begin another, or log in, and subscribe again.');
}

/** Why a stream ends that could not be subscribed again. */
function refusalOf({ errors }: ExecutionResult, session: ActiveSession | null): GraphQLError {
  const error = errors?.[0] as GraphQLError;
  const code = codeOf(error);
  if (code !== 'BAD_USER_INPUT') return error;
  // The resolver does not tell what it refuses from what does not exist.
  return apiError(
    session?.userId == null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    'Your account does not have the right to this subscription any more.',
  );
}
