// Mail by SMTP keeps what every mailer must.

import { afterAll, it } from 'vitest';
import { SmtpMailer } from '../../src/mail/smtp.ts';
import { mailerCases } from '../../src/testing.ts';
import { headerOf, plainText, recipientsOf, startSmtp } from '../support/smtp.ts';

const smtp = await startSmtp();
afterAll(() => smtp.close());

const cases = mailerCases(() => ({
  mailer: new SmtpMailer({ url: smtp.url, from: { name: 'Shop', address: 'shop@example.com' } }),
  arrived: async (to) =>
    smtp.mails
      .filter((raw) => recipientsOf(raw).includes(to))
      .map((raw) => ({
        subject: headerOf(raw, 'subject'),
        text: plainText(raw),
        html: plainText(raw, 'html'),
        messageId: headerOf(raw, 'message-id'),
      })),
  refuseNext: (how) => {
    smtp.refusals.push(how === 'for now' ? '451 Later' : '550 No such mailbox');
  },
}));

for (const { title, run } of cases) it(title, run);
