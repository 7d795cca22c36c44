// Sends the mail of accounts. At least once: where the answer of the mail server is lost, the mail goes out again with another proof,
// the former one is void, and both have one Message-ID.

import { z } from 'zod';
import type { Post } from '../../mail/post.ts';
import { mailJob, mailPurposes } from '../../redis/account/mailed-proof.ts';
import { noticeJob, noticeKinds } from '../../redis/account/notice.ts';
import type { Stores } from '../../redis/stores.ts';
import { defineHandler, type Handler } from '../handler.ts';

export function mailHandlers({ accounts, mailedProofs }: Stores, post: Post | null): readonly Handler[] {
  if (post === null) return [];
  return [
    defineHandler({
      name: mailJob,
      payload: z.object({ purpose: z.enum(mailPurposes), userId: z.string(), request: z.string() }),
      async run(mail, { job }) {
        const issued = await mailedProofs.issue(mail);
        if (issued === null) return { sent: false };
        const { account, ...proof } = issued;
        await post.send({ template: mail.purpose, account, id: job.id, proof });
        return { sent: true };
      },
    }),
    defineHandler({
      name: noticeJob,
      payload: z.object({ userId: z.string(), kind: z.enum(noticeKinds) }),
      async run({ userId, kind }, { job }) {
        const account = await accounts.find(userId);
        if (account === null) return { sent: false };
        await post.send({ template: kind, account, id: job.id });
        return { sent: true };
      },
    }),
  ];
}
