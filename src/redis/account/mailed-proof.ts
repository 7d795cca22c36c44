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
import { newOwnerId, userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import { Attempts, tooManyAttempts } from './attempt.ts';
import type { CaptchaCheck } from './captcha.ts';
import { newDeviceSecret } from './device.ts';
import { directoryKeys, wordArguments } from './directory.ts';
import { accountKeys } from './keys.ts';
import { mailJobLimits, mailQueue, type Notices } from './notice.ts';
import {
  expiryOf,
  lifetimeOf,
  type MailPurpose,
  type MailRequest,
  mailJob,
  type Proof,
  type ProofMail,
  proofLimits,
} from './proof.ts';
import type { Account } from './record.ts';
import { emailIdentity, requireEmail, textLimits } from './text.ts';

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
  change: loadScript('account/change-email'),
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
   * @throws Refusal INVALID, MAIL_UNAVAILABLE, CAPTCHA_REQUIRED, CAPTCHA_UNAVAILABLE, or TOO_MANY_ATTEMPTS where too much was asked for
   * the address, or by the client; Overloaded.
   */
  async request(
    purpose: Exclude<MailPurpose, 'EMAIL_CHANGE'>,
    email: string,
    client: SessionClient,
    captcha?: CaptchaCheck,
  ): Promise<MailRequest> {
    const address = await this.admit(email, client, captcha);
    return this.ask(purpose, address);
  }

  /**
   * Judges whether a mail may be asked for an address, and counts it. A wrong answer of a captcha counts for its sender, and uses up nothing
   * of the owner of the address.
   * @throws Refusal INVALID, MAIL_UNAVAILABLE, TOO_MANY_ATTEMPTS, CAPTCHA_REQUIRED, CAPTCHA_UNAVAILABLE; Overloaded.
   */
  async admit(email: string, client: SessionClient, captcha?: CaptchaCheck): Promise<string> {
    if (!this.#notices.available)
      refuse('MAIL_UNAVAILABLE', 'This installation cannot send mail. Ask its administrator to help you.');
    const address = requireEmail(email);
    const sender = { kind: 'mailSender', subject: attemptNetwork(client.ipAddress) } as const;
    const recipient = { kind: 'mailRecipient', subject: emailIdentity(address) } as const;
    captcha?.requireAnswer();
    if (captcha) await this.#count([sender]);
    await captcha?.verify();
    await this.#count(captcha ? [recipient] : [sender, recipient]);
    return address;
  }

  /**
   * Has a proof mailed to an address that was admitted.
   * @param signUp the hash of a password that was typed beside it: who types the code in the same browser gets it, if nobody has proven
   * the address before.
   */
  async ask(
    purpose: Exclude<MailPurpose, 'EMAIL_CHANGE'>,
    address: string,
    signUp?: { readonly hash: string },
  ): Promise<MailRequest> {
    const account = await this.#accounts.findByEmail(address);
    const challenge = randomBytes(32).toString('base64url');
    const to = { id: account?.id ?? newOwnerId(), email: account?.email ?? address };
    const asked = await this.#ask(purpose, to, challenge, { hash: signUp?.hash });
    await this.#mail(signUp ? { ...asked, signUp: true } : asked);
    return { challenge, expiresAt: expiryOf(purpose) };
  }

  /**
   * Has a proof mailed to the address that an account is to have. Whether another account has it is not told.
   * @throws Refusal INVALID, MAIL_UNAVAILABLE, TOO_MANY_ATTEMPTS; ILLEGAL_STATE where the account has it already.
   */
  async requestChange(account: Account, newEmail: string, client: SessionClient): Promise<MailRequest> {
    const address = await this.admit(newEmail, client);
    if (address === account.email) refuse('ILLEGAL_STATE', 'This is the address of your account already.', 'newEmail');
    const challenge = randomBytes(32).toString('base64url');
    await this.#mail(await this.#ask('EMAIL_CHANGE', account, challenge, { newEmail: address }));
    return { challenge, expiresAt: expiryOf('EMAIL_CHANGE') };
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

  async #ask(
    purpose: MailPurpose,
    to: Pick<Account, 'id' | 'email'>,
    challenge: string,
    brings: { readonly hash?: string | undefined; readonly newEmail?: string } = {},
  ): Promise<ProofMail> {
    const request = digest(challenge);
    await this.#redis.run(
      scripts.ask,
      [this.#key(to.id, purpose)],
      [request, to.email, lifetimeOf(purpose), brings.hash ?? '', brings.newEmail ?? ''],
    );
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
  }: ProofMail): Promise<{ account: Account; to: string; token: string; code: string } | null> {
    const account = await this.#accounts.find(userId);
    if (!account || account.disabled || account.isService) return null;
    const secret = randomBytes(32).toString('base64url');
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const answer = (await this.#redis.run(
      scripts.issue,
      [this.#key(userId, purpose)],
      [request, digest(secret), codeDigest(code, request), lifetimeOf(purpose)],
    )) as ['OK', string, string] | ['NONE'];
    if (answer[0] === 'NONE' || answer[1] !== account.email) return null;
    return { account, to: answer[2] || account.email, token: `${userId}.${secret}`, code };
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

  /**
   * Gives the account of a session the address that the proof was mailed to. Its former one is told.
   * @throws Refusal PROOF_INVALID, EMAIL_TAKEN, TOO_MANY_ATTEMPTS, CONFLICT.
   */
  async changeEmail(proof: Proof, userId: string): Promise<Account> {
    const given = await this.#judge('EMAIL_CHANGE', proof, userId);
    const named = await this.#accounts.find(userId);
    if (given.userId !== userId || !named) refuseProof();
    const { newEmail } = given;
    const { addresses } = this.#accounts;
    const claim = await addresses.claim(newEmail, userId);
    if (claim === null) refuse('EMAIL_TAKEN', 'There is an account with this e-mail address already. Use another one.');
    const owner = userOwner(userId);
    const answer = (await this.#redis.run(
      scripts.change,
      [
        this.#key(userId, 'EMAIL_CHANGE'),
        accountKeys.record(this.#redis, owner),
        sessionKeys.access(this.#redis, owner),
        this.#notices.keyOf(userId),
        accountKeys.formerEmail(this.#redis, owner),
        ...directoryKeys(this.#redis, userId),
      ],
      [
        ...given.judge,
        proofLimits.codeTries,
        newEmail,
        owner,
        Date.now(),
        this.#notices.kept,
        proofLimits.formerEmailSeconds,
        ...[userId, named.createdAt.getTime(), named.displayName ?? ''],
        ...wordArguments(newEmail, named.displayName),
        claim,
      ],
    )) as ['OK', string] | ['WRONG'] | ['CHANGED'];
    if (answer[0] === 'OK') await addresses.vacate(answer[1], userId);
    else await addresses.giveUp(newEmail, userId, claim);
    const account = await this.#accounts.find(userId);
    if (answer[0] === 'CHANGED') refuse('CONFLICT', 'Another request has changed your account meanwhile. Try again.');
    if (answer[0] === 'WRONG' || !account) refuseProof();
    await this.#notices.hurry(userId);
    this.#report({ kind: 'email_changed', userId });
    return account;
  }

  /** Judges before any work is done for it, and counts what is wrong. */
  async #judge(purpose: MailPurpose, proof: Proof, ownId?: string): Promise<Given & { readonly newEmail: string }> {
    const given = await this.#read(proof, ownId);
    const isCode = given.judge[0] === 'code';
    const subject = { kind: 'code', subject: `${purpose} ${given.userId}` } as const;
    if (isCode) await this.#count([subject]);
    const [outcome, email = '', newEmail = ''] = (await this.#redis.run(
      scripts.check,
      [this.#key(given.userId, purpose)],
      [...given.judge, proofLimits.codeTries],
    )) as ['OK', string, string] | ['WRONG'];
    if (outcome === 'WRONG') refuseProof();
    if (isCode) await this.#attempts.takeBack([subject]);
    // Before the account: an address that ends while its account stays would lock its owner out.
    await this.#accounts.addresses.keep(email);
    return { ...given, newEmail };
  }

  async #take(
    purpose: MailPurpose,
    { userId, judge }: Given,
    effect: { readonly hash?: string; readonly voidUnproven?: boolean },
  ): Promise<Account> {
    const owner = userOwner(userId);
    const { standing } = this.#accounts;
    const answer = (await this.#redis.run(
      scripts.take,
      [
        this.#key(userId, purpose),
        accountKeys.record(this.#redis, owner),
        sessionKeys.access(this.#redis, owner),
        this.#notices.keyOf(userId),
        accountKeys.factors(this.#redis, owner),
        accountKeys.pending(this.#redis, owner),
        standing.eventsKey(userId),
      ],
      [
        await standing.sessionChanges(),
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
        ...(await standing.eventArgs('account.created', userId)),
      ],
    )) as ['OK', string, number, 0 | 1] | ['WRONG'];
    const account = answer[0] === 'OK' ? await this.#accounts.find(userId) : null;
    if (answer[0] === 'WRONG' || !account || account.disabled) refuseProof();
    // One that was to end unproven is in no directory yet.
    if (answer[3] === 1) await standing.keep(account);
    reportEnded(this.#report, userId, 'PASSWORD_CHANGED', answer[2]);
    return account;
  }

  /** Whose a proof is: that of `ownId` if it is given; somebody's who does not exist where it is no account's. */
  async #read(proof: Proof, ownId?: string): Promise<Given> {
    if ('token' in proof) {
      const [, userId = newOwnerId(), secret = ''] = /^([\w-]{16})\.([\w-]{43})$/.exec(proof.token) ?? [];
      return { userId, judge: ['link', digest(secret), ''] };
    }
    const { email, challenge, code } = proof.code;
    checkText(email, ['code', 'email'], textLimits.email);
    checkText(challenge, ['code', 'challenge'], proofLimits.challengeCharacters);
    checkText(code, ['code', 'code'], proofLimits.codeCharacters);
    const userId = ownId ?? (await this.#accounts.findByEmail(email))?.id ?? newOwnerId();
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
