// A mail server on loopback that keeps what it is given.

import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface TestSmtp {
  readonly url: string;
  /** Every mail as it came, the oldest first. */
  readonly mails: string[];
  /** What it answers the next mails, instead of taking them: replies such as `451 Later`. */
  readonly refusals: string[];
  close(): Promise<void>;
}

export async function startSmtp(): Promise<TestSmtp> {
  const mails: string[] = [];
  const refusals: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const refusal = refusals.shift();
        if (refusal !== undefined) {
          const problem = Object.assign(new Error(refusal.slice(4)), { responseCode: Number(refusal.slice(0, 3)) });
          done(problem);
          return;
        }
        mails.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refusals,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A header of a mail as it came, decoded. */
export function headerOf(raw: string, name: string): string {
  const [head = ''] = raw.split(/\r?\n\r?\n/);
  const line = head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .find((each) => each.toLowerCase().startsWith(`${name}:`));
  const words = (line ?? '')
    .slice(name.length + 1)
    .trim()
    .replace(/\?= =\?/g, '?==?');
  const chunks: Buffer[] = [];
  for (const [, plain, , kind, text = ''] of words.matchAll(/((?:(?!=\?).)+)|=\?([^?]+)\?([QB])\?([^?]*)\?=/gi)) {
    if (plain !== undefined) chunks.push(Buffer.from(plain));
    else if (kind?.toUpperCase() === 'B') chunks.push(Buffer.from(text, 'base64'));
    else chunks.push(Buffer.from(fromQuoted(text.replaceAll('_', ' ')), 'latin1'));
  }
  return Buffer.concat(chunks).toString();
}

/** To whom a mail goes, as its header says. */
export function recipientsOf(raw: string): string[] {
  return ['to', 'cc', 'bcc'].flatMap((name) => headerOf(raw, name).match(/[\w.-]+@[\w.-]+/g) ?? []);
}

const fromQuoted = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/gi, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** The plain text of a mail as it came, or its HTML. */
export function plainText(raw: string, type = 'plain'): string {
  const head = new RegExp(`content-type: text/${type}`, 'i');
  const part = raw.split(/\r?\n--/).find((text) => head.test(text)) ?? raw;
  const body = part.slice(part.search(/\r?\n\r?\n/)).trim();
  if (/content-transfer-encoding: base64/i.test(part)) return Buffer.from(body, 'base64').toString();
  if (!/quoted-printable/i.test(part)) return body;
  return Buffer.from(fromQuoted(body.replace(/=\r?\n/g, '')), 'latin1').toString();
}
