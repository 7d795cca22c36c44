// A line between a client and a server that a test can listen in on, point elsewhere, cut, or let swallow everything.

import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface TcpProxy {
  readonly port: number;
  /** Everything that clients have sent. */
  sent(): Buffer;
  /** Connections that come from now on go there; those that are open stay where they are. */
  pointTo(port: number): void;
  /** The connections that are open carry nothing any more, in either direction, and nobody is told. */
  swallow(): void;
  /** After so many pieces of answers the connection is cut in the place of the next. Undefined: all answers arrive. */
  loseAnswer(after: number | undefined): void;
  cut(): void;
}

/** Closed after the test; with `afterAll` after the tests of the file. */
export async function openTcpProxy(target: number, after: typeof onTestFinished = onTestFinished): Promise<TcpProxy> {
  let port = target;
  let answersLeft: number | undefined;
  const open = new Set<readonly [Socket, Socket]>();
  const sent: Buffer[] = [];
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const pair = [client, upstream] as const;
    open.add(pair);
    client.on('data', (bytes: Buffer) => void sent.push(bytes));
    client.pipe(upstream);
    upstream.on('data', () => {
      if (answersLeft === undefined) return;
      answersLeft -= 1;
      if (answersLeft >= 0) return;
      answersLeft = undefined;
      upstream.unpipe(client);
      client.destroy();
    });
    upstream.pipe(client);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        for (const end of pair) end.destroy();
        open.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const [client] of open) client.destroy();
  };
  after(() => {
    cut();
    server.close();
  });
  return {
    port: (server.address() as { port: number }).port,
    sent: () => Buffer.concat(sent),
    pointTo(to) {
      port = to;
    },
    swallow() {
      for (const [client, upstream] of open) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        client.resume();
        upstream.resume();
      }
    },
    loseAnswer(after) {
      answersLeft = after;
    },
    cut,
  };
}
