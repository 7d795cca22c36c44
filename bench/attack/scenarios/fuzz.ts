// Requests and frames that are nearly right, on bare connections.

import { connect } from 'node:net';
import { type Attack, type AttackContext, inLanes } from '../attack.ts';

const patienceMs = 100;

export const attack: Attack = {
  about: 'Sends requests and WebSocket frames with parts left out, doubled and replaced by random bytes.',
  run: (context) => inLanes(16, context, () => send(context, spoil(context, context.random.pick(whole) as string))),
};

const mask = [0, 0, 0, 0];
const frame = (text: string): string => String.fromCharCode(0x81, 0x80 | text.length, ...mask) + text;

const whole: readonly string[] = [
  'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET //[ HTTP/1.1\r\nHost: a b[\r\n\r\n',
  'GET /graphql?query={__typename}&variables={} HTTP/1.1\r\nHost: localhost\r\nX-Mortar-CSRF: 1\r\n\r\n',
  'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n{"query":"{__typename}"}',
  'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n18\r\n{"query":"{__typename}"}\r\n0\r\n\r\n',
  'POST /collect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 27\r\n\r\n{"site":"a","events":[{}]}\n',
  `GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n${frame('{"type":"connection_init"}')}${frame('{"type":"subscribe","id":"1","payload":{"query":"{__typename}"}}')}`,
];

/** Changes it in up to four places. */
function spoil({ random }: AttackContext, bytes: string): string {
  let spoilt = bytes;
  for (let turn = random.between(0, 4); turn > 0; turn--) {
    const from = random.between(0, spoilt.length);
    const to = from + random.between(0, 11);
    const change = random.between(0, 2);
    const piece = spoilt.slice(from, to);
    const noise = Array.from({ length: random.between(0, 11) }, () => String.fromCharCode(random.between(0, 255))).join(
      '',
    );
    spoilt = spoilt.slice(0, from) + (change === 0 ? '' : change === 1 ? piece + piece : noise) + spoilt.slice(to);
  }
  return spoilt;
}

function send({ url, tally }: AttackContext, bytes: string): Promise<void> {
  const { hostname, port } = new URL(url);
  tally.sent++;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')));
    let answer = '';
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (data) => {
      answer ||= data.toString('latin1').slice(9, 12);
      socket.setTimeout(1);
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      tally.answered(answer || 'closed');
      resolve();
    });
  });
}
