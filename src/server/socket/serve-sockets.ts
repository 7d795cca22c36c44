// Subscriptions, and any other operation, over graphql-ws on the same port and path. A socket belongs to the page that
// opened it: its Origin is checked, since browsers send cookies along without asking.

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { Context } from '../../resolvers/base/context.ts';
import type { Drain } from '../drain.ts';
import type { Origins } from '../http/origins.ts';
import { refuseStream, surviveErrors } from '../http/refuse-stream.ts';
import { hasValidHost, readPath } from '../http/request-head.ts';
import { serverLimits } from '../limits.ts';
import type { OperationCaller } from '../session/caller.ts';
import type { RequestContexts } from '../session/request-contexts.ts';
import type { Sink } from '../stream/delivery.ts';
import { type Enveloped, type OperationSettings, prepareOperation } from '../stream/prepare-operation.ts';
import { Arrivals } from './arrivals.ts';
import { textFrame } from './frame.ts';
import { OpenOperations } from './open-operations.ts';
import { Outflow, type SendFrame } from './outflow.ts';
import { readAtMost } from './pace.ts';
import { type ProtocolOptions, protocolServer } from './protocol.ts';
import { SocketSession } from './socket-session.ts';

export interface SocketSettings extends OperationSettings {
  readonly origins: Origins;
  readonly sessionWatch: SessionWatch;
  readonly contexts: RequestContexts;
  readonly log: Logger;
  readonly drain: Drain;
}

type Extra = { session: SocketSession; captchaResponse?: string };

/** Returns a function that closes all sockets. */
export function serveSockets(server: Server, settings: SocketSettings): () => Promise<void> {
  const { telemetry, origins, log, drain } = settings;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: serverLimits.socketMessageBytes,
    // One message of a socket at a time: between two of thousands that came at once the event loop serves everybody else.
    allowSynchronousEvents: false,
    handleProtocols: (offered) => handleProtocols(offered),
  });
  const operations = new OpenOperations();
  const { readers } = settings.subscriptions;
  const outflow = new Outflow(readers);
  const serveSocket = protocolServer<Extra>(protocolOptions(settings, operations, outflow), { log, outflow, readers });
  const arrivals = new Arrivals();
  const open = (socket: WebSocket, request: IncomingMessage): void => {
    telemetry.sockets.inc();
    socket.once('close', () => telemetry.sockets.dec());
    readAtMost(socket, serverLimits.socketMessages, () => outflow.mayAsk(socket));
    serveSocket(socket, request);
  };
  let leaving = false;
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    surviveErrors(stream);
    arrivals.add(() => {
      const status = leaving ? 503 : refusalOf(request, origins);
      if (status) refuseStream(stream, status);
      else sockets.handleUpgrade(request, stream, head, (socket) => open(socket, request));
    });
  };
  server.on('upgrade', upgrade);
  return async () => {
    leaving = true;
    await closeSockets(sockets, operations, drain);
  };
}

/** Service Restart: clients connect again, and subscribe again. */
const restart = 1012;

/**
 * A client sends an operation again that it has no answer to, so each socket is closed when those it has sent are answered. Sockets
 * whose clients do not close in their turn are cut off.
 */
async function closeSockets(sockets: WebSocketServer, operations: OpenOperations, drain: Drain): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, drain.graceMs);
    sockets.close(() => {
      clearTimeout(timer);
      resolve();
    });
    void drain.spread(sockets.clients, async (socket) => {
      await operations.answered(socket, serverLimits.drainAnswerMs);
      socket.close(restart, 'Service restart');
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

function protocolOptions(
  settings: SocketSettings,
  operations: OpenOperations,
  outflow: Outflow,
): ProtocolOptions<Extra> {
  const { contexts } = settings;
  return {
    // A token that opens no session is refused at once, with 4403. A cookie may be an old one, so it is not.
    onConnect: async ({ extra, connectionParams, subscriptions }) => {
      operations.of(extra.socket, subscriptions);
      const token = bearerToken(connectionParams);
      const { captchaResponse } = connectionParams ?? {};
      if (typeof captchaResponse === 'string') extra.captchaResponse = captchaResponse;
      extra.session = new SocketSession(extra.socket, extra.request, token, settings);
      return (await extra.session.isWelcome()) ? undefined : false;
    },
    onClose: ({ extra }) => extra.session?.close(),
    execute: (args) => (args as Enveloped).execute(args) as never,
    subscribe: (args) => (args as Enveloped).subscribe(args) as never,
    onSubscribe: async ({ extra, subscriptions }, id, params) => {
      const isWanted = (): boolean => id in subscriptions && !extra.request.socket.destroyed;
      const sender = { address: contexts.addressOf(extra.request), isWanted };
      return (await prepareOperation(settings, params, sender, async () => {
        const opened = await (extra.session as SocketSession).current();
        return contexts.ofSocket(extra.request, opened, isWanted, extra.captchaResponse ?? null);
      })) as never;
    },
    // The protocol runs on as usual, but deliveries bypass it: see live-subscription.ts.
    onOperation: ({ extra }, id, _payload, args) => {
      ((args.contextValue as Context).caller as OperationCaller).answer(extra.request.socket);
      const subscription = settings.subscriptions.of(args.contextValue as Context);
      if (!subscription) return undefined;
      const { socket, request } = extra;
      const send = outflow.frames(socket, request.socket, !subscription.sendsStates);
      subscription.deliverTo(nextMessages(send, id));
      // Iterated as it is: what Yoga has put around it, and what it was begun with, would stay as long as it does.
      Object.assign(args, { execute: undefined, subscribe: undefined });
      return subscription;
    },
  };
}

const closingBrace = Buffer.from('}');

/** Sends results as the protocol's `next` messages, which differ from subscriber to subscriber by the id alone. */
function nextMessages(send: SendFrame, id: string): Sink {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return ({ json }, onTaken) => send(textFrame([head, json, closingBrace]), onTaken);
}

function bearerToken(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const given = params?.token ?? params?.authorization ?? params?.Authorization;
  if (given == null) return undefined;
  // Whatever else it is, it was meant to say who is asking, and opens nothing.
  return typeof given === 'string' ? given.replace(/^Bearer +/i, '') : '';
}
