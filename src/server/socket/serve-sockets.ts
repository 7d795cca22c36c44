// Subscriptions, and any other operation, over graphql-ws on the same port and path. A socket belongs to the page that
// opened it: its Origin is checked, since browsers send cookies along without asking.

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type DocumentNode, type ExecutionArgs, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { handleProtocols, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { Context } from '../../resolvers/base/context.ts';
import type { SentDocuments } from '../document/sent-documents.ts';
import type { Yoga } from '../graphql/yoga.ts';
import type { NewDocuments } from '../guard/new-documents.ts';
import type { OperationGuard } from '../guard/operation-guard.ts';
import type { Origins } from '../http/origins.ts';
import { refuseStream, surviveErrors } from '../http/refuse-stream.ts';
import { hasValidHost, readPath } from '../http/request-head.ts';
import { serverLimits } from '../limits.ts';
import type { RequestContexts } from '../session/request-contexts.ts';
import type { Sink } from '../stream/delivery.ts';
import type { LiveSubscriptions } from '../stream/live-subscriptions.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { readAtMost } from './pace.ts';
import { type ProtocolOptions, protocolServer } from './protocol.ts';
import { SocketSession } from './socket-session.ts';

export interface SocketSettings {
  readonly yoga: Yoga;
  readonly subscriptions: LiveSubscriptions;
  readonly sentDocuments: SentDocuments;
  readonly telemetry: Telemetry;
  readonly guard: OperationGuard;
  readonly newDocuments: NewDocuments;
  readonly origins: Origins;
  readonly sessionWatch: SessionWatch;
  readonly contexts: RequestContexts;
  readonly log: Logger;
}

type Extra = { session: SocketSession };

interface Enveloped extends ExecutionArgs {
  contextValue: Context;
  execute(args: ExecutionArgs): unknown;
  subscribe(args: ExecutionArgs): unknown;
}

/** Returns a function that closes all sockets. */
export function serveSockets(server: Server, settings: SocketSettings): () => Promise<void> {
  const { telemetry, origins, log } = settings;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: serverLimits.socketMessageBytes,
    handleProtocols: (offered) => handleProtocols(offered),
  });
  const serveSocket = protocolServer<Extra>(protocolOptions(settings), log);
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    surviveErrors(stream);
    const status = refusalOf(request, origins);
    if (status) refuseStream(stream, status);
    else
      sockets.handleUpgrade(request, stream, head, (socket) => {
        telemetry.sockets.inc();
        socket.once('close', () => telemetry.sockets.dec());
        readAtMost(socket, serverLimits.socketMessages);
        serveSocket(socket, request);
      });
  };
  server.on('upgrade', upgrade);
  return async () => {
    server.off('upgrade', upgrade);
    await closeSockets(sockets);
  };
}

/** Sockets whose clients do not close in their turn are cut off. */
async function closeSockets(sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.close(1001, 'Going away');
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, serverLimits.drainMs);
    sockets.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The status with which an upgrade is refused. Programs send no Origin; a browser's must be allowed. */
function refusalOf(request: IncomingMessage, origins: Origins): 400 | 403 | 404 | undefined {
  const path = hasValidHost(request) ? readPath(request.url) : undefined;
  if (path === undefined) return 400;
  if (path !== '/graphql') return 404;
  return origins.kindOf(request) === 'foreign' ? 403 : undefined;
}

function protocolOptions(settings: SocketSettings): ProtocolOptions<Extra> {
  return {
    // A token that opens no session is refused at once, with 4403. A cookie may be an old one, so it is not.
    onConnect: async ({ extra, connectionParams }) => {
      const token = bearerToken(connectionParams);
      extra.session = new SocketSession(extra.socket, extra.request, token, settings);
      return (await extra.session.isWelcome()) ? undefined : false;
    },
    onClose: ({ extra }) => extra.session?.close(),
    execute: (args) => (args as Enveloped).execute(args) as never,
    subscribe: (args) => (args as Enveloped).subscribe(args) as never,
    onSubscribe: async ({ extra }, _id, params) =>
      (await prepareOperation(settings, extra.request, extra.session as SocketSession, params)) as never,
    // The protocol runs on as usual, but deliveries bypass it: see live-subscription.ts.
    onOperation: ({ extra }, id, _payload, args) => {
      settings.subscriptions.of(args.contextValue as Context)?.deliverTo(nextMessages(extra.socket, id));
    },
  };
}

/** Returns what the protocol executes, or the errors that it answers with. */
async function prepareOperation(
  { yoga, sentDocuments, guard, newDocuments, subscriptions, telemetry, contexts }: SocketSettings,
  request: IncomingMessage,
  session: SocketSession,
  sent: SubscribePayload,
): Promise<Enveloped | readonly unknown[]> {
  let params = sent;
  try {
    params = { ...sent, query: sentDocuments.textOf(sent) ?? '' };
  } catch (error) {
    return [error];
  }
  const address = contexts.addressOf(request);
  const flood = await newDocuments.admit(params.query, address);
  if (flood) return [flood];
  const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
    makeContext: async () => contexts.ofSocket(request, await session.current()),
    params,
  } as never);
  const document = read(params.query, schema, parse as Parse, validate as Validate);
  if (Array.isArray(document)) {
    newDocuments.chargeInvalid(params.query, address);
    return document;
  }
  let contextValue: Context;
  try {
    contextValue = await contextFactory();
  } catch (error) {
    // For example, Redis is unavailable. This operation ends and the socket stays, so that its streams resume.
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
  const { operationName, variables: variableValues } = params;
  const args: Enveloped = { schema, document, operationName, variableValues, contextValue, execute, subscribe };
  const isLive = getOperationAST(document, operationName)?.operation === 'subscription';
  const refusal = (isLive && subscriptions.refusal(args)) || (await guard.admit(args, contextValue)).refusal;
  if (!refusal) return args;
  telemetry.operations.countRefused(args, refusal);
  return [refusal];
}

type Parse = (text: string) => DocumentNode;
type Validate = (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];

/** The document of a text, or the errors of one that is not valid. */
function read(text: string, schema: GraphQLSchema, parse: Parse, validate: Validate): DocumentNode | unknown[] {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length > 0 ? [...errors] : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

const closingBrace = Buffer.from('}');
const asText = { binary: false } as const;

/** Sends results as the protocol's `next` messages, which differ from subscriber to subscriber by the id alone. */
function nextMessages(socket: WebSocket, id: string): Sink {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return ({ json }, onTaken) => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([head, json, closingBrace]), asText, onTaken);
  };
}

function bearerToken(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const given = params?.token ?? params?.authorization ?? params?.Authorization;
  if (given == null) return undefined;
  // Whatever else it is, it was meant to say who is asking, and opens nothing.
  return typeof given === 'string' ? given.replace(/^Bearer +/i, '') : '';
}
