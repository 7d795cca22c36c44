// Sends the mail of accounts. At least once: where the answer of the mail server is lost, the mail goes out again with another proof,
// the former one is void, and both have one Message-ID.

import { z } from 'zod';
import type { Post } from '../../mail/post.ts';
import { noticeJob, noticeKinds } from '../../redis/account/notice.ts';
import { mailJob, mailPurposes } from '../../redis/account/proof.ts';
import type { Stores } from '../../redis/stores.ts';
import { defineHandler, type Handler } from '../handler.ts';

/** Tells an administrator that a webhook was disabled. */
export const webhookMailJob = 'mail.webhook-stopped';

export function mailHandlers({ accounts, mailedProofs, notices }: Stores, post: Post | null): readonly Handler[] {
  if (post === null) return [];
  return [
    defineHandler({
      name: mailJob,
      payload: z.object({
        purpose: z.enum(mailPurposes),
        userId: z.string(),
        request: z.string(),
        signUp: z.boolean().optional(),
      }),
      async run(mail, { job }) {
        const issued = await mailedProofs.issue(mail);
        if (issued === null) return { sent: false };
        const { account, to, ...proof } = issued;
        const answer = account.emailVerifiedAt ? 'SIGN_UP_TAKEN' : 'SIGN_UP';
        const template = mail.signUp ? answer : mail.purpose;
        await post.send({ template, account, to, id: job.id, proof });
        return { sent: true };
      },
    }),
    defineHandler({
      name: noticeJob,
      payload: z.object({ userId: z.string(), kind: z.enum(noticeKinds) }),
      async run({ userId, kind }, { job }) {
        const account = await accounts.find(userId);
        const former = kind === 'EMAIL_WAS_CHANGED' || kind === 'ACCOUNT_WAS_ERASED';
        const to = former ? await notices.formerEmail(userId) : account?.email;
        if (!to || (!account && kind !== 'ACCOUNT_WAS_ERASED')) return { sent: false };
        await post.send({ template: kind, account, to, id: job.id });
        if (kind === 'ACCOUNT_WAS_ERASED') await notices.forgetFormerEmail(userId);
        return { sent: true };
      },
    }),
    defineHandler({
      name: webhookMailJob,
      payload: z.object({ userId: z.string(), url: z.string() }),
      async run({ userId, url }, { job }) {
        const account = await accounts.find(userId);
        if (!account?.roles.includes('ADMIN') || account.disabled) return { sent: false };
        await post.send({ template: 'WEBHOOK_WAS_STOPPED', account, to: account.email, id: job.id, webhook: url });
        return { sent: true };
      },
    }),
  ];
}
