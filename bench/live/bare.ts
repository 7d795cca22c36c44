// The floor: one text a message, made once, sent to every socket or written to every stream. There is no GraphQL in it.

import { createServer, type ServerResponse } from 'node:http';
import { Redis } from 'ioredis';
import { type WebSocket, WebSocketServer } from 'ws';
import { serverUrl } from '../../src/server/http/http-server.ts';
import { serve } from '../server-process.ts';
import { fieldOf } from './shape.ts';

await serve(async ({ redisUrl, deflate = false }) => {
  const sockets = new Set<WebSocket>();
  const streams = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    streams.add(response);
    response.once('close', () => streams.delete(response));
  });
  new WebSocketServer({ server, perMessageDeflate: deflate, handleProtocols: () => 'graphql-transport-ws' }).on(
    'connection',
    (socket) => {
      socket.on('message', (message) => {
        if (String(message).includes('connection_init')) socket.send('{"type":"connection_ack"}');
        else sockets.add(socket);
      });
      socket.once('close', () => sockets.delete(socket));
    },
  );
  const subscriber = new Redis(redisUrl);
  subscriber.on('message', (channel: string, text: string) => {
    const field = channel === 'bare:message' ? fieldOf.message : fieldOf.picture;
    const payload = JSON.stringify({ data: { [field]: JSON.parse(text) } });
    const message = `{"id":"00000000-0000-0000-0000-000000000000","type":"next","payload":${payload}}`;
    for (const socket of sockets) socket.send(message);
    const chunk = `event: next\ndata: ${payload}\n\n`;
    for (const stream of streams) stream.write(chunk);
  });
  await subscriber.subscribe('bare:message', 'bare:picture');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${serverUrl(server)}/graphql`,
    close: async () => {
      server.closeAllConnections();
      subscriber.disconnect();
    },
  };
});
