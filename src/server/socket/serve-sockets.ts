// Subscriptions, and any other operation, over graphql-ws on the same port and path. A socket belongs to the page that
// opened it: its Origin is checked, since browsers send cookies along without asking.

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { Context } from '../../resolvers/base/context.ts';
import type { Yoga } from '../graphql-server.ts';
import type { OperationGuard } from '../guard/operation-guard.ts';
import { serverLimits } from '../limits.ts';
import type { LiveSubscriptions, Sink } from '../stream/live-subscription.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { readAtMost } from './pace.ts';
import { SocketSession } from './socket-session.ts';

export interface SocketSettings {
  readonly yoga: Yoga;
  readonly subscriptions: LiveSubscriptions;
  readonly telemetry: Telemetry;
  readonly guard: OperationGuard;
  readonly allowedOrigins: readonly string[];
  readonly sessionWatch: SessionWatch;
  /**
   * Opens the session of a socket: by the token that the client gave in connection_init, if any, or else by its cookie.
   * `known` is the one that was opened before, to be seen as it is now.
   */
  openSession(
    request: IncomingMessage,
    token: string | undefined,
    known: ActiveSession | null,
  ): Promise<ActiveSession | null>;
  makeContext(request: IncomingMessage, session: ActiveSession | null): Context;
}

type Extra = { session?: SocketSession };

interface Enveloped extends ExecutionArgs {
  contextValue: Context;
  execute(args: ExecutionArgs): unknown;
  subscribe(args: ExecutionArgs): unknown;
}

/** Returns a function that closes all sockets. */
export function serveSockets(server: Server, settings: SocketSettings) {
  const { yoga, subscriptions, telemetry, guard, allowedOrigins } = settings;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: serverLimits.socketMessageBytes });
  sockets.on('connection', (socket) => {
    telemetry.sockets.inc();
    readAtMost(socket, serverLimits.socketMessages);
    socket.once('close', () => telemetry.sockets.dec());
  });
  const protocol = useServer<Record<string, unknown>, Extra>(
    {
      // A token that was given and opens nothing is refused at once, with 4403; a cookie may just be an old one.
      onConnect: async ({ extra, connectionParams }) => {
        const token = bearerToken(connectionParams);
        extra.session = new SocketSession(extra.socket, extra.request, token, settings);
        return (await extra.session.isWelcome()) ? undefined : false;
      },
      onClose: ({ extra }) => extra.session?.close(),
      execute: (args) => (args as Enveloped).execute(args) as never,
      subscribe: (args) => (args as Enveloped).subscribe(args) as never,
      onSubscribe: async (socket, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          makeContext: async () =>
            settings.makeContext(socket.extra.request, (await socket.extra.session?.current()) ?? null),
          params,
        } as never);
        const document = (() => {
          try {
            return parse(params.query);
          } catch (error) {
            return [error];
          }
        })();
        if (Array.isArray(document)) return document;
        const errors = validate(schema, document);
        if (errors.length > 0) return errors;
        let contextValue: Context;
        try {
          contextValue = await contextFactory();
        } catch (error) {
          // As when Redis is away. It ends this operation and not the socket, whose streams go on when it is back.
          if (error instanceof GraphQLError) return [error];
          throw error;
        }
        const args: Enveloped = {
          schema,
          document,
          operationName: params.operationName,
          variableValues: params.variables,
          contextValue,
          execute,
          subscribe,
        };
        const { refusal } = await guard.admit(args, args.contextValue);
        if (!refusal) return args as never;
        telemetry.countRefused(args, refusal);
        return [refusal];
      },
      // The protocol goes on as ever, only that the deliveries do not come by here: see live-subscription.ts.
      onOperation: ({ extra }, id, _payload, args) => {
        subscriptions.of(args.contextValue as Context)?.deliverTo(nextMessages(extra.socket, id));
      },
    },
    sockets,
  );

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== '/graphql') refuseUpgrade(stream, 404);
    else if (!isOriginAllowed(request, allowedOrigins)) refuseUpgrade(stream, 403);
    else sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request));
  };
  server.on('upgrade', upgrade);
  return async (): Promise<void> => {
    server.off('upgrade', upgrade);
    await protocol.dispose();
    for (const socket of sockets.clients) socket.terminate();
  };
}

const closingBrace = Buffer.from('}');
const asText = { binary: false } as const;

/** Sends results as the protocol's `next` messages, which differ from subscriber to subscriber by the id alone. */
function nextMessages(socket: WebSocket, id: string): Sink {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return ({ json }, taken) => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([head, json, closingBrace]), asText, taken);
  };
}

/** Programs send no Origin; a browser's must be this server's own or one of the allowed. */
export function isOriginAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function bearerToken(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const given = params?.token ?? params?.authorization ?? params?.Authorization;
  return typeof given === 'string' ? given.replace(/^Bearer /i, '') : undefined;
}

function refuseUpgrade(stream: Duplex, status: 403 | 404): void {
  stream.end(
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Not Found'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
