// The single connection mode of graphql-sse, for pages that may open few connections: PUT reserves a stream, GET opens it, and again when
// its connection is lost, each POST is an operation whose results go to the stream, and DELETE stops one. What is wrong with the operation itself is one of its results, so
// that clients do not take it for a failure of the network.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import type { Drain } from '../drain.ts';
import type { Exchange } from '../http/http-server.ts';
import type { Origins } from '../http/origins.ts';
import { sendJson } from '../http/send-json.ts';
import { serverLimits } from '../limits.ts';
import { OperationCaller } from '../session/caller.ts';
import type { RequestContexts } from '../session/request-contexts.ts';
import { noCookies } from '../session/session-token.ts';
import { isPlain, type Params, parseParams, readBody } from '../short-path/plain-request.ts';
import { Delivery } from '../stream/delivery.ts';
import { type Enveloped, isLive, type OperationSettings, prepareOperation } from '../stream/prepare-operation.ts';
import { eventStreamDialect } from '../stream/stream-dialect.ts';
import type { ReservedStream, StreamOperation } from './reserved-stream.ts';
import { ReservedStreams } from './reserved-streams.ts';

export interface SingleConnectionSettings extends OperationSettings {
  readonly contexts: RequestContexts;
  readonly sessionWatch: SessionWatch;
  readonly origins: Origins;
  readonly log: Logger;
  maskError(error: unknown): Error;
}

const tokenHeader = 'x-graphql-event-stream-token';

export class SingleConnections {
  readonly #settings: SingleConnectionSettings;
  readonly #streams: ReservedStreams;

  constructor(settings: SingleConnectionSettings) {
    this.#settings = settings;
    this.#streams = new ReservedStreams(settings.sessionWatch, settings.subscriptions.readers);
  }

  /** Whether a request is of this mode. */
  serves(request: IncomingMessage): boolean {
    const { method, headers } = request;
    if (method === 'PUT' || method === 'DELETE') return true;
    if (tokenOf(request) === undefined) return false;
    return method === 'POST' || (headers.accept?.includes(eventStreamDialect.mediaType) ?? false);
  }

  async serve(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const { contexts, origins } = this.#settings;
    if (origins.kindOf(request) === 'foreign')
      return refuse(response, 403, apiError('FORBIDDEN', 'Pages of this origin may not call Mortar.'));
    const context = await contexts.ofRequest(exchange);
    if (context.deadCredential)
      return refuse(response, 401, apiError('UNAUTHENTICATED', 'Your session has ended. Begin another, or log in.'));
    if (request.method === 'PUT') return this.#reserve(response, context);
    const stream = this.#streams.find(tokenOf(request) ?? '', context);
    if (!stream) return refuse(response, 404, badRequest('Your session has no such stream. Reserve one with PUT.'));
    if (request.method === 'GET') return open(stream, exchange);
    if (request.method === 'POST') return this.#begin(stream, exchange, context);
    const id = searchOf(request).get('operationId');
    if (!id) return refuse(response, 400, badRequest('Name the operation to stop in the parameter operationId.'));
    stream.stop(id);
    response.writeHead(200).end();
  }

  /** Ends all streams. */
  leave(drain: Drain): Promise<void> {
    return this.#streams.leave(drain);
  }

  #reserve(response: ServerResponse, context: Context): void {
    const token = this.#streams.reserve(context);
    if (token instanceof GraphQLError) refuse(response, token.extensions.code === 'RATE_LIMITED' ? 429 : 503, token);
    else response.writeHead(201, { 'Content-Type': 'text/plain; charset=utf-8' }).end(token);
  }

  async #begin(stream: ReservedStream, { request, response }: Exchange, context: Context): Promise<void> {
    // A page of another origin cannot send JSON unasked.
    if (!isPlain(request))
      return refuse(response, 415, badRequest(`Send application/json of at most ${serverLimits.bodyBytes} bytes.`));
    const body = await readBody(request);
    if (!body) return;
    const params = parseParams(body);
    if (!params) return refuse(response, 400, badRequest('The body is not one GraphQL operation as JSON.'));
    const id = params.extensions?.operationId;
    const { operationIdCharacters: most } = serverLimits.reservedStreams;
    if (typeof id !== 'string' || id === '' || id.length > most)
      return refuse(response, 400, badRequest(`Give extensions.operationId, of at most ${most} characters.`));
    if (stream.isFull)
      return refuse(
        response,
        429,
        apiError('RATE_LIMITED', 'The stream is full. Stop operations, or read its results.'),
      );
    const operation = stream.begin(id);
    if (!operation) return refuse(response, 409, badRequest('An operation with this id runs already.'));
    response.writeHead(202).end();
    await this.#run(operation, params, {
      ...context,
      cookies: noCookies,
      caller: new OperationCaller(() => !operation.isOver),
      client: { ...context.client, socket: stream },
    });
  }

  async #run(operation: StreamOperation, params: Params, context: Context): Promise<void> {
    const { log, maskError } = this.#settings;
    try {
      const sender = { address: context.client.ipAddress, isWanted: () => !operation.isOver };
      const prepared = await prepareOperation(this.#settings, params, sender, async () => context);
      if ('execute' in prepared) await this.#execute(operation, prepared);
      else deliver(operation, { errors: prepared.map(withoutStatus) });
    } catch (error) {
      log.error({ err: error }, 'an operation of a stream failed');
      deliver(operation, { errors: [maskError(error)] });
    }
    operation.complete();
  }

  async #execute(operation: StreamOperation, args: Enveloped): Promise<void> {
    const result = (await (isLive(args) ? args.subscribe(args) : args.execute(args))) as object;
    (args.contextValue.caller as OperationCaller).answer();
    if (!(Symbol.asyncIterator in result)) return deliver(operation, result);
    const results = (result as AsyncIterable<object>)[Symbol.asyncIterator]();
    operation.onEnd(() => void Promise.resolve(results.return?.()).catch(() => {}));
    // Of a subscription the results come to the sink, and the end from here.
    this.#settings.subscriptions
      .of(args.contextValue)
      ?.deliverTo((delivery, onTaken) => operation.next(delivery, onTaken));
    for (let it = await results.next(); !it.done; it = await results.next()) deliver(operation, it.value);
  }
}

function open(stream: ReservedStream, { request, response }: Exchange): void {
  const lastEventId = request.headers['last-event-id'];
  // An EventSource comes back by itself, with the same address. Of other clients those do that send the header.
  const resumes = lastEventId !== undefined || request.headers[tokenHeader] === undefined;
  if (stream.isOpen && lastEventId === undefined) refuse(response, 409, badRequest('The stream is open already.'));
  else if (!stream.open(response, { after: Number(lastEventId ?? 0), resumes }))
    refuse(response, 404, badRequest('The stream cannot continue after this event. Reserve another one with PUT.'));
}

function deliver(operation: StreamOperation, result: object): void {
  operation.next(new Delivery(result), () => {});
}

/** The error without what Yoga makes a status of. */
function withoutStatus(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const { http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}

function refuse(response: ServerResponse, status: number, error: GraphQLError): void {
  sendJson(response, status, { errors: [error] });
}

function badRequest(message: string): GraphQLError {
  return apiError('BAD_USER_INPUT', message);
}

/** The header, or the parameter that an EventSource sends instead. */
function tokenOf(request: IncomingMessage): string | undefined {
  const header = request.headers[tokenHeader];
  return typeof header === 'string' ? header : (searchOf(request).get('token') ?? undefined);
}

function searchOf({ url = '' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start));
}
