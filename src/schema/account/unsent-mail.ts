// Mail that no server sends, while one develops.

import type { KeptMail } from '../../mail/outbox.ts';
import { builder } from '../base/builder.ts';

const UnsentMail = builder.objectRef<KeptMail>('UnsentMail').implement({
  description: 'A mail that no server sends, kept in the memory of the process while one develops.',
  fields: (t) => ({
    to: t.exposeString('to', { description: 'The e-mail address of the recipient.' }),
    subject: t.exposeString('subject', { description: 'The subject of the mail.' }),
    text: t.exposeString('text', { description: 'The mail as plain text.' }),
    html: t.exposeString('html', { description: 'The mail as HTML.' }),
    sentAt: t.field({
      type: 'DateTime',
      description: 'When the mail was written.',
      resolve: (mail) => mail.sentAt,
    }),
  }),
});

builder.queryField('unsentMails', (t) =>
  t.field({
    type: [UnsentMail],
    nullable: true,
    complexity: { multiplier: 100 },
    description:
      'Returns the newest mails that this process kept since no server sends them, the newest first. Null where mail is sent, and always in production.',
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, { unsentMail }) => unsentMail && [...unsentMail.mails],
  }),
);
