// Proofs that are sent to an account's e-mail address: a link with a secret, and a code of six digits for the browser that asked.
// Who has one has the address. Only digests are kept, and no job ever carries a secret: the worker makes them when it sends.

import { createHash, randomBytes, randomInt } from 'node:crypto';
import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { Refusal, refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { Jobs } from '../job/job.ts';
import { attemptNetwork, type SessionClient } from '../session/client.ts';
import { reportEnded, type SecurityListener } from '../session/event.ts';
import { sessionKeys } from '../session/keys.ts';
import { sessionLimits } from '../session/settings.ts';
import { newOwnerId, userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import { Attempts, tooManyAttempts } from './attempt.ts';
import { newDeviceSecret } from './device.ts';
import { accountKeys } from './keys.ts';
import { mailJobLimits, mailQueue, type Notices } from './notice.ts';
import type { Account } from './record.ts';
import { emailIdentity, requireEmail, textLimits } from './text.ts';

export const proofLimits = {
  ttlSeconds: 30 * 60,
  /** Of an invitation, which nobody waits for. */
  invitationSeconds: 7 * 24 * 3_600,
  /** Codes that may be tried of one mail; all mails of an account together are bounded by the attempts of the kind `code`. */
  codeTries: 5,
  challengeCharacters: 100,
  codeCharacters: 20,
} as const;

/** The job that sends a proof. */
export const mailJob = 'mail.proof';

export const mailPurposes = ['PASSWORD_RESET', 'EMAIL_VERIFICATION', 'LOG_IN', 'INVITATION'] as const;
export type MailPurpose = (typeof mailPurposes)[number];

/** For how many seconds what was mailed for a purpose holds. */
export const lifetimeOf = (purpose: MailPurpose): number =>
  purpose === 'INVITATION' ? proofLimits.invitationSeconds : proofLimits.ttlSeconds;

/** The payload of the job that mails a proof. `request` tells it from an earlier or later one; it opens nothing. */
export interface ProofMail {
  readonly purpose: MailPurpose;
  readonly userId: string;
  readonly request: string;
}

/** What somebody has from the mail: the token of its link, or its code, beside the challenge that his browser has kept. */
export type Proof =
  | { readonly token: string }
  | { readonly code: { readonly email: string; readonly challenge: string; readonly code: string } };

export interface MailRequest {
  /** To be kept by the browser that asked, and given with the code. */
  readonly challenge: string;
  readonly expiresAt: Date;
}

/** A proof as it lies in Redis: whose, and by what it is judged. */
interface Given {
  readonly userId: string;
  readonly judge: readonly [kind: 'link' | 'code', digest: string, challenge: string];
}

const scripts = {
  ask: loadScript('account/ask-proof'),
  issue: loadScript('account/issue-proof'),
  check: loadScript('account/check-proof'),
  take: loadScript('account/take-proof'),
};

export class MailedProofs {
  readonly #redis: RedisHandle;
  readonly #jobs: Jobs;
  readonly #accounts: Accounts;
  readonly #attempts: Attempts;
  readonly #notices: Notices;
  readonly #report: SecurityListener;

  constructor(
    redis: RedisHandle,
    { jobs, accounts, notices }: { readonly jobs: Jobs; readonly accounts: Accounts; readonly notices: Notices },
    report: SecurityListener = () => {},
  ) {
    this.#redis = redis;
    this.#jobs = jobs;
    this.#accounts = accounts;
    this.#attempts = new Attempts(redis);
    this.#notices = notices;
    this.#report = report;
  }

  /**
   * Has a proof mailed to an address, if an account has it. The answer and the work are the same where none has.
   * @throws Refusal INVALID, MAIL_UNAVAILABLE, or TOO_MANY_ATTEMPTS where too much was asked for the address, or by the client.
   */
  async request(purpose: MailPurpose, email: string, client: SessionClient): Promise<MailRequest> {
    if (!this.#notices.available)
      refuse('MAIL_UNAVAILABLE', 'This installation cannot send mail. Ask its administrator to help you.');
    const address = requireEmail(email);
    await this.#count([
      { kind: 'mailSender', subject: attemptNetwork(client.ipAddress) },
      { kind: 'mailRecipient', subject: emailIdentity(address) },
    ]);
    const account = await this.#accounts.findByEmail(address);
    const challenge = randomBytes(32).toString('base64url');
    const to = { id: account?.id ?? newOwnerId(), email: account?.email ?? address };
    await this.#mail(await this.#ask(purpose, to, challenge));
    return { challenge, expiresAt: new Date(Date.now() + lifetimeOf(purpose) * 1_000) };
  }

  /**
   * For an administrator: has a proof mailed to the owner of an account. Where no mail can be sent, returns the token, to be handed over
   * in another way.
   */
  async hand(purpose: 'INVITATION' | 'PASSWORD_RESET', account: Account): Promise<string | null> {
    const asked = await this.#ask(purpose, account, randomBytes(32).toString('base64url'));
    if (!this.#notices.available) return (await this.issue(asked))?.token ?? null;
    await this.#mail(asked);
    return null;
  }

  async #ask(purpose: MailPurpose, to: Pick<Account, 'id' | 'email'>, challenge: string): Promise<ProofMail> {
    const request = digest(challenge);
    await this.#redis.run(scripts.ask, [this.#key(to.id, purpose)], [request, to.email, lifetimeOf(purpose)]);
    return { purpose, userId: to.id, request };
  }

  async #mail(payload: ProofMail): Promise<void> {
    await this.#jobs.enqueue({ queue: mailQueue, name: mailJob, payload, ...mailJobLimits });
  }

  /**
   * The token and the code for a mail that is about to be sent; those of an earlier try are void. Null where nobody is to get it: there
   * is no such account, it is disabled, or a newer mail was asked for.
   */
  async issue({
    purpose,
    userId,
    request,
  }: ProofMail): Promise<{ account: Account; token: string; code: string } | null> {
    const account = await this.#accounts.find(userId);
    if (!account || account.disabled) return null;
    const secret = randomBytes(32).toString('base64url');
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const answer = (await this.#redis.run(
      scripts.issue,
      [this.#key(userId, purpose)],
      [request, digest(secret), codeDigest(code, request), lifetimeOf(purpose)],
    )) as ['OK', string] | ['NONE'];
    if (answer[0] === 'NONE' || answer[1] !== account.email) return null;
    return { account, token: `${userId}.${secret}`, code };
  }

  /**
   * Sets a new password, ends all sessions of the account and proves its address, in one step.
   * @throws Refusal PROOF_INVALID, WEAK_PASSWORD, TOO_MANY_ATTEMPTS; Overloaded.
   */
  async resetPassword(proof: Proof, newPassword: string, client: SessionClient): Promise<Account> {
    const given = await this.#judge('PASSWORD_RESET', proof);
    const hash = await this.#accounts.newHash(given.userId, newPassword, attemptNetwork(client.ipAddress));
    const account = await this.#take('PASSWORD_RESET', given, { hash });
    await this.#notices.hurry(account.id);
    this.#report({ kind: 'password_reset', userId: account.id, ipAddress: client.ipAddress });
    return account;
  }

  /**
   * Sets the first password of an account, whose address is proven with it.
   * @throws Refusal PROOF_INVALID, WEAK_PASSWORD, TOO_MANY_ATTEMPTS; Overloaded.
   */
  async acceptInvitation(
    proof: { readonly token: string },
    password: string,
    { ipAddress }: SessionClient,
  ): Promise<Account> {
    const given = await this.#judge('INVITATION', proof);
    const hash = await this.#accounts.newHash(given.userId, password, attemptNetwork(ipAddress));
    const account = await this.#take('INVITATION', given, { hash });
    this.#report({ kind: 'invitation_accepted', userId: account.id, ipAddress });
    return account;
  }

  /**
   * Proves the address of the account that somebody is logged in to. Another one's proof proves nothing: a link that was sent to a
   * stranger, who follows it, must not open the account of who had it sent.
   * @throws Refusal PROOF_INVALID, TOO_MANY_ATTEMPTS.
   */
  async verifyEmail(proof: Proof, userId: string): Promise<Account> {
    const given = await this.#judge('EMAIL_VERIFICATION', proof);
    if (given.userId !== userId) refuseProof();
    const account = await this.#take('EMAIL_VERIFICATION', given, {});
    this.#report({ kind: 'email_verified', userId });
    return account;
  }

  /**
   * The account to log in to. The first proof of its address voids the password and the sessions that somebody else may have made.
   * @throws Refusal PROOF_INVALID, TOO_MANY_ATTEMPTS.
   */
  async logIn(proof: Proof, client: SessionClient): Promise<Account> {
    const given = await this.#judge('LOG_IN', proof);
    const account = await this.#take('LOG_IN', given, { voidUnproven: true });
    this.#report({ kind: 'log_in', userId: account.id, ipAddress: client.ipAddress, reason: 'mail' });
    return account;
  }

  /** Judges before any work is done for it, and counts what is wrong. */
  async #judge(purpose: MailPurpose, proof: Proof): Promise<Given> {
    const given = await this.#read(proof);
    const isCode = given.judge[0] === 'code';
    const subject = { kind: 'code', subject: `${purpose} ${given.userId}` } as const;
    if (isCode) await this.#count([subject]);
    const [outcome] = (await this.#redis.run(
      scripts.check,
      [this.#key(given.userId, purpose)],
      [...given.judge, proofLimits.codeTries],
    )) as ['OK' | 'WRONG'];
    if (outcome === 'WRONG') refuseProof();
    if (isCode) await this.#attempts.takeBack([subject]);
    return given;
  }

  async #take(
    purpose: MailPurpose,
    { userId, judge }: Given,
    effect: { readonly hash?: string; readonly voidUnproven?: boolean },
  ): Promise<Account> {
    const owner = userOwner(userId);
    const answer = (await this.#redis.run(
      scripts.take,
      [
        this.#key(userId, purpose),
        accountKeys.record(this.#redis, owner),
        sessionKeys.access(this.#redis, owner),
        this.#notices.keyOf(userId),
        accountKeys.factors(this.#redis, owner),
        accountKeys.pending(this.#redis, owner),
      ],
      [
        sessionLimits.changesKept,
        ...judge,
        proofLimits.codeTries,
        effect.hash ?? '',
        effect.voidUnproven ? 1 : 0,
        owner,
        'PASSWORD_CHANGED',
        sessionKeys.ended(this.#redis.channelPrefix),
        newDeviceSecret(),
        Date.now(),
        this.#notices.kept,
      ],
    )) as ['OK', string, number] | ['WRONG'];
    const account = answer[0] === 'OK' ? await this.#accounts.find(userId) : null;
    if (answer[0] === 'WRONG' || !account || account.disabled) refuseProof();
    reportEnded(this.#report, userId, 'PASSWORD_CHANGED', answer[2]);
    return account;
  }

  /** Whose a proof is; somebody's who does not exist where it is no account's. */
  async #read(proof: Proof): Promise<Given> {
    if ('token' in proof) {
      const [, userId = newOwnerId(), secret = ''] = /^([\w-]{16})\.([\w-]{43})$/.exec(proof.token) ?? [];
      return { userId, judge: ['link', digest(secret), ''] };
    }
    const { email, challenge, code } = proof.code;
    checkText(email, ['code', 'email'], textLimits.email);
    checkText(challenge, ['code', 'challenge'], proofLimits.challengeCharacters);
    checkText(code, ['code', 'code'], proofLimits.codeCharacters);
    const userId = (await this.#accounts.findByEmail(email))?.id ?? newOwnerId();
    const request = digest(challenge);
    return { userId, judge: ['code', codeDigest(code.replace(/\s/g, ''), request), request] };
  }

  async #count(subjects: Parameters<Attempts['begin']>[0]): Promise<void> {
    const wait = await this.#attempts.begin(subjects);
    if (wait) tooManyAttempts(Math.ceil(wait.waitMs / 1_000));
  }

  #key(userId: string, purpose: MailPurpose): string {
    return accountKeys.proof(this.#redis, userOwner(userId), purpose);
  }
}

function refuseProof(): never {
  throw new Refusal({
    code: 'PROOF_INVALID',
    message: 'The link or code does not fit, was used already or is too old. Ask for a new mail.',
  });
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** With the request, so that equal codes of two mails have digests of their own. */
const codeDigest = (code: string, request: string): string => digest(`${request} ${code}`);
