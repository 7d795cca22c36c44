// What everything that sends mail must keep, whoever wrote it: cases for any test runner.

import assert from 'node:assert/strict';
import { UnrecoverableError } from '../redis/base/attempt-error.ts';
import type { Mail, Mailer } from './mail.ts';

/** A mail as it has arrived, decoded. */
export type ArrivedMail = Pick<Mail, 'subject' | 'text' | 'html' | 'messageId'>;

/** A mailer that is tried, and what else the cases need of it. */
export interface MailerBench {
  readonly mailer: Mailer;
  /** What has arrived at an address, the oldest first. */
  arrived(to: string): Promise<readonly ArrivedMail[]>;
  /** Has the next mail refused: for now, as by a server that is busy, or for good, as by one that knows no such address. */
  refuseNext(how: 'for now' | 'for good'): Promise<void> | void;
}

/** One case, for a test of a test runner. `run` rejects if the mailer does not keep it. */
export interface MailerCase {
  readonly title: string;
  run(): Promise<void>;
}

type Trial = (bench: MailerBench) => Promise<void>;

let mails = 0;

function newMail(changes: Partial<Mail> = {}): Mail {
  mails += 1;
  return {
    to: `mailer-case-${mails}@example.com`,
    subject: `Case ${mails}`,
    text: 'Hello,\n\nyour order is on its way.',
    html: '<!doctype html>\n<p>Hello,</p>\n<p>your order is on its way.</p>',
    messageId: `<case-${process.pid}-${mails}@example.com>`,
    ...changes,
  };
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();

async function expectArrived({ arrived }: MailerBench, mail: Mail): Promise<void> {
  const found = await arrived(mail.to);
  assert.equal(found.length, 1);
  const [{ subject, text, html, messageId }] = found as [ArrivedMail];
  assert.deepEqual([subject, plain(text), plain(html)], [mail.subject, plain(mail.text), plain(mail.html)]);
  assert.equal(messageId, mail.messageId);
}

/** What sending a mail fails with. */
async function failureOf({ mailer }: MailerBench, mail: Mail): Promise<unknown> {
  return mailer.send(mail).then(
    () => assert.fail('A mail that is refused must reject'),
    (error: unknown) => error,
  );
}

const trials: readonly (readonly [title: string, trial: Trial])[] = [
  [
    'has handed a mail over when it resolves, with its words and its Message-ID as they are',
    async (bench) => {
      const mail = newMail();
      await bench.mailer.send(mail);
      await expectArrived(bench, mail);
    },
  ],
  [
    'changes no letter, whatever the language, and no line, however long it is or begins',
    async (bench) => {
      const line = 'Grüße aus Ærø, 你好, שלום, 🫖 = "tea" & <b>more</b>';
      const text = [line, '.', '..two', 'From here', 'x'.repeat(2_000), '50 % =3D off'].join('\n');
      const mail = newMail({ subject: line, text, html: `<p>${text.replaceAll('\n', '</p>\n<p>')}</p>` });
      await bench.mailer.send(mail);
      await expectArrived(bench, mail);
    },
  ],
  [
    'gives a mail that is sent again the same Message-ID',
    async (bench) => {
      const mail = newMail();
      for (let time = 0; time < 2; time++) await bench.mailer.send(mail);
      const ids = new Set((await bench.arrived(mail.to)).map(({ messageId }) => messageId));
      assert.deepEqual([...ids], [mail.messageId]);
    },
  ],
  [
    'lets no line break in a subject become another recipient',
    async (bench) => {
      const other = newMail().to;
      const mail = newMail({ subject: `Hello\r\nBcc: ${other}` });
      // It may refuse it, or send it without the break.
      await bench.mailer.send(mail).catch(() => {});
      assert.deepEqual(await bench.arrived(other), []);
    },
  ],
  [
    'rejects a mail that is refused for now, so that it is tried again, and continues',
    async (bench) => {
      const mail = newMail();
      await bench.refuseNext('for now');
      const error = await failureOf(bench, mail);
      assert.ok(!(error instanceof UnrecoverableError), 'An UnrecoverableError is not tried again');
      await bench.mailer.send(mail);
      await expectArrived(bench, mail);
    },
  ],
  [
    'rejects a mail that is refused for good with an UnrecoverableError, and continues',
    async (bench) => {
      await bench.refuseNext('for good');
      const error = await failureOf(bench, newMail());
      assert.ok(error instanceof UnrecoverableError, 'An error of another kind is tried again');
      const next = newMail();
      await bench.mailer.send(next);
      await expectArrived(bench, next);
    },
  ],
  [
    'does not tell the recipient in its errors, which become part of jobs and logs',
    async (bench) => {
      for (const how of ['for now', 'for good'] as const) {
        const mail = newMail();
        await bench.refuseNext(how);
        const error = await failureOf(bench, mail);
        assert.ok(!String(error instanceof Error ? error.message : error).includes(mail.to));
      }
    },
  ],
  [
    'sends many at once, each to its own address',
    async (bench) => {
      const all = Array.from({ length: 20 }, () => newMail());
      await Promise.all(all.map((mail) => bench.mailer.send(mail)));
      for (const mail of all) await expectArrived(bench, mail);
    },
  ],
];

/**
 * The cases that a mailer must pass. Each opens a mailer of its own, and closes it, twice.
 * @param open makes a mailer, such as one with a server of the test behind it.
 */
export function mailerCases(open: () => Promise<MailerBench> | MailerBench): readonly MailerCase[] {
  return trials.map(([title, trial]) => ({
    title,
    run: async () => {
      const bench = await open();
      try {
        await trial(bench);
      } finally {
        for (let time = 0; time < 2; time++) bench.mailer.close();
      }
    },
  }));
}
