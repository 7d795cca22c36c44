// Runs graphql-ws on sockets. Unlike its own adapter for `ws`, this one writes to Mortar's log, and tells no client what failed inside.

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CloseCode, makeServer, type ServerOptions } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { isNestedDeeper } from '../../redis/base/nesting.ts';
import { serverLimits } from '../limits.ts';
import type { Readers } from '../stream/readers.ts';
import type { Outflow } from './outflow.ts';

const tooDeep = `Lists and objects may be nested ${serverLimits.jsonLevels} levels deep`;

/** What a socket is known by during its life. */
interface SocketBasis {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

export type ProtocolOptions<Extra extends object> = ServerOptions<
  Record<string, unknown>,
  SocketBasis & Partial<Extra>
>;

export interface Serving {
  readonly log: Logger;
  readonly outflow: Outflow;
  readonly readers: Readers;
}

/** Returns a function that serves a socket. */
export function protocolServer<Extra extends object>(
  options: ProtocolOptions<Extra>,
  { log, outflow, readers }: Serving,
): (socket: WebSocket, request: IncomingMessage) => void {
  const server = makeServer(options);
  return (socket, request) => {
    const fail = (error: unknown): void => {
      log.error({ err: error }, 'a socket failed');
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    // A frame that breaks the protocol of WebSocket, or a connection that is lost: ws closes the socket with the code for it.
    socket.on('error', (error) => log.debug({ err: error }, 'a socket ended in an error'));
    const stopPings = keepAlive(socket, request.socket, readers);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(outflow, socket, data),
        close: (code, reason) => socket.close(code, reason),
        // What comes after the server has said that it closes is sent again by the client elsewhere.
        onMessage: (receive) =>
          socket.on('message', (data) => {
            if (socket.readyState !== socket.OPEN) return;
            const text = String(data);
            if (isNestedDeeper(text, serverLimits.jsonLevels)) socket.close(CloseCode.BadRequest, tooDeep);
            else receive(text).catch(fail);
          }),
      },
      { socket, request } as SocketBasis & Partial<Extra>,
    );
    socket.once('close', (code, reason) => {
      stopPings();
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ err: error }, 'a socket was not closed in order'),
      );
    });
  };
}

/** A socket that closes meanwhile takes nothing any more, and that is no failure. */
function send(outflow: Outflow, socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === socket.OPEN) outflow.send(socket, data, resolve);
    else resolve();
  });
}

/** The close code for a client that does not read. graphql-ws connects again after it. */
const tooSlow = 4490;
const whyTooSlow = 'Nothing was read for too long. Connect again, and resume behind the last result';

/**
 * Pings the client. One that does not answer before the next ping is gone, unless something waits for it: then it is slow for as long as it
 * reads some of that, and is told why once it does not.
 */
function keepAlive(socket: WebSocket, stream: Socket, readers: Readers): () => void {
  let answered = true;
  let taken = 0;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) {
      const before = taken;
      taken = stream.bytesWritten - stream.writableLength;
      if (socket.bufferedAmount === 0 || socket.readyState !== socket.OPEN) return socket.terminate();
      if (taken > before) return;
      readers.counts.slow += 1;
      return socket.close(tooSlow, whyTooSlow);
    }
    answered = false;
    taken = stream.bytesWritten - stream.writableLength;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, serverLimits.socketPingMs);
  return () => clearInterval(timer);
}
