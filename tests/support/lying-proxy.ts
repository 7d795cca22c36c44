// A proxy in front of a Redis that answers commands with errors of the test's choice, as a Redis in trouble does.

import { connect, createServer, type Socket } from 'node:net';
import type { onTestFinished } from 'vitest';

export interface LyingProxy {
  readonly port: number;
  /** Answers each command that `concerns` with this error from now on. Undefined: what Redis answers. */
  lie(error: string | undefined, concerns?: (command: readonly string[]) => boolean): void;
  /** How many commands the error that is told now was the answer to. */
  readonly told: number;
}

interface Lie {
  readonly error: string;
  concerns(command: readonly string[]): boolean;
}

/** Closed after the test; with `afterAll` after the tests of the file. */
export async function openLyingProxy(target: number, after: typeof onTestFinished): Promise<LyingProxy> {
  let lie: Lie | undefined;
  let told = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const line = new Line(client, connect(target, '127.0.0.1'), (command) => {
      if (!lie?.concerns(command)) return undefined;
      told += 1;
      return lie.error;
    });
    for (const socket of line.sockets) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as { port: number }).port,
    lie(error, concerns = () => true) {
      told = 0;
      lie = error === undefined ? undefined : { error, concerns };
    },
    get told() {
      return told;
    },
  };
}

/** One connection. Answers come in the order of the commands, so that a lie waits for the true answers before it. */
class Line {
  readonly sockets: readonly [Socket, Socket];
  readonly #judge: (command: readonly string[]) => string | undefined;
  /** In order: `true` for a command that Redis answers, or a lie. */
  #due: (true | string)[] = [];
  #asked: Buffer = Buffer.alloc(0);
  #answered: Buffer = Buffer.alloc(0);

  constructor(client: Socket, upstream: Socket, judge: (command: readonly string[]) => string | undefined) {
    this.sockets = [client, upstream];
    this.#judge = judge;
    client.on('data', (bytes: Buffer) => this.#onAsked(bytes));
    upstream.on('data', (bytes: Buffer) => this.#onAnswered(bytes));
    for (const socket of this.sockets) {
      socket.on('error', () => {});
      socket.on('close', () => {
        for (const end of this.sockets) end.destroy();
      });
    }
  }

  #onAsked(bytes: Buffer): void {
    this.#asked = Buffer.concat([this.#asked, bytes]);
    for (let end = endOf(this.#asked, 0); end > 0; end = endOf(this.#asked, 0)) {
      const command = this.#asked.subarray(0, end);
      this.#asked = this.#asked.subarray(end);
      const words = command.toString('latin1').split('\r\n');
      const parts = words.filter((_word, place) => place > 0 && place % 2 === 0);
      const lie = this.#judge(parts);
      if (lie === undefined) this.sockets[1].write(command);
      this.#due.push(...(lie === undefined ? answersTo(parts) : [lie]));
    }
    this.#tellLies();
  }

  #onAnswered(bytes: Buffer): void {
    this.#answered = Buffer.concat([this.#answered, bytes]);
    for (let end = endOf(this.#answered, 0); end > 0; end = endOf(this.#answered, 0)) {
      const answer = this.#answered.subarray(0, end);
      this.#answered = this.#answered.subarray(end);
      this.sockets[0].write(answer);
      if (isMessage.test(answer.toString('latin1', 0, 40))) continue;
      this.#due.shift();
      this.#tellLies();
    }
  }

  #tellLies(): void {
    for (; typeof this.#due[0] === 'string'; this.#due.shift()) this.sockets[0].write(`-${this.#due[0]}\r\n`);
  }
}

/** What Redis sends unasked, which is the answer to nothing. */
const isMessage = /^[*>]\d+\r\n\$\d+\r\n[ps]?message\r\n/;

/** What Redis answers to a command: a subscription has an answer for each of its channels. */
function answersTo([name = '', ...parts]: readonly string[]): true[] {
  const count = /subscribe$/i.test(name) ? Math.max(1, parts.length) : 1;
  return Array.from({ length: count }, () => true);
}

/** Where a value of Redis' protocol that begins at `from` ends, or -1 while it is not complete. */
function endOf(bytes: Buffer, from: number): number {
  const line = bytes.indexOf('\r\n', from);
  if (line < 0) return -1;
  const kind = String.fromCharCode(bytes[from] ?? 0);
  const head = line + 2;
  const size = Number(bytes.toString('latin1', from + 1, line));
  if (kind === '$') {
    const end = size < 0 ? head : head + size + 2;
    return end <= bytes.length ? end : -1;
  }
  // `>` is what Redis sends unasked: over RESP 3 also the answer to a subscription.
  if (kind !== '*' && kind !== '>') return head;
  let end = head;
  for (let place = 0; place < size && end > 0; place++) end = endOf(bytes, end);
  return end;
}
