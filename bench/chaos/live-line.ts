// A line between clients and a server, whose connections are cut one by one.

import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from './random.ts';

export class Line {
  cuts = 0;
  readonly #random: Random;
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(target: number, random: Random) {
    this.#random = random;
    this.#server = createServer((client) => {
      const upstream = connect(target, '127.0.0.1');
      this.#open.add(client);
      client.pipe(upstream);
      upstream.pipe(client);
      for (const socket of [client, upstream]) {
        socket.on('error', () => {});
        socket.on('close', () => {
          this.#open.delete(client);
          client.destroy();
          upstream.destroy();
        });
      }
    });
  }

  static async open(target: number, random: Random): Promise<Line> {
    const line = new Line(target, random);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}/graphql`;
  }

  /** Cuts one connection. False if there is none. */
  cut(): boolean {
    const open = [...this.#open];
    const socket = open[this.#random.between(0, open.length - 1)];
    if (!socket) return false;
    socket.resetAndDestroy();
    this.#open.delete(socket);
    this.cuts += 1;
    return true;
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
  }
}
