// Who may become an account: everybody, those with an address of certain domains, those whom an administrator invites, or nobody.

import { randomBytes } from 'node:crypto';
import { guarded } from '../base/guarded.ts';
import { Refusal, refuse } from '../base/problem.ts';
import type { SessionClient } from '../session/client.ts';
import type { Actor, SecurityListener } from '../session/event.ts';
import type { Role } from '../session/role.ts';
import type { Accounts } from './account.ts';
import type { MailedProofs } from './mailed-proof.ts';
import type { Account } from './record.ts';
import { emailIdentity, isServiceEmail, newServiceEmail, requireEmail } from './text.ts';

export const signUpModes = ['open', 'domain', 'invitation', 'closed'] as const;
type SignUpMode = (typeof signUpModes)[number];

export interface SignUpSettings {
  readonly mode: SignUpMode;
  /** Of the mode `domain`: what stands behind the @. */
  readonly domains: readonly string[];
}

export const signUpDefaults: SignUpSettings = { mode: 'open', domains: [] };

interface NewAccount {
  readonly email: string;
  readonly displayName?: string | null;
  readonly roles?: readonly Role[];
}

/** An account whose owner is to set a password. */
export interface Handed {
  readonly account: Account;
  /** To be handed over by the administrator; null where it was mailed. */
  readonly token: string | null;
}

export class SignUps {
  readonly #accounts: Accounts;
  readonly #proofs: MailedProofs;
  readonly #settings: SignUpSettings;
  readonly #report: SecurityListener;

  constructor(
    accounts: Accounts,
    proofs: MailedProofs,
    settings: SignUpSettings = signUpDefaults,
    report: SecurityListener = () => {},
  ) {
    this.#report = guarded('onSecurityEvent', report);
    this.#accounts = accounts;
    this.#proofs = proofs;
    this.#settings = settings;
  }

  /**
   * Makes an account for who asks for one.
   * @throws Refusal SIGN_UP_CLOSED, and as Accounts.create.
   */
  async create(given: Omit<NewAccount, 'roles'> & { password: string }, client: SessionClient): Promise<Account> {
    this.requireOpen(given.email);
    const { email, password, displayName } = given;
    return this.#accounts.create({ email, password, displayName }, client);
  }

  /**
   * Judges whether who has an address may sign up.
   * @throws Refusal SIGN_UP_CLOSED, INVALID.
   */
  requireOpen(email: string): void {
    const { mode, domains } = this.#settings;
    if (isServiceEmail(email)) refuseService();
    if (mode === 'invitation' || mode === 'closed')
      refuse('SIGN_UP_CLOSED', 'Nobody can sign up here. Ask an administrator for an invitation.');
    if (mode === 'domain' && !domains.includes(domainOf(requireEmail(email)))) refuseDomain(domains);
  }

  /**
   * Makes an account, and has its owner asked for a password.
   * @throws Refusal SIGN_UP_CLOSED, and as Accounts.create.
   */
  async invite(given: NewAccount, by?: Actor): Promise<Handed> {
    this.#requireInvitations();
    if (isServiceEmail(given.email)) refuseService();
    const account = await this.#accounts.create({ ...given, password: null }, undefined, by);
    return { account, token: await this.#proofs.hand('INVITATION', account) };
  }

  /**
   * Makes the account of a service, which nobody can log in to: programs use it with its API keys.
   * @throws Refusal INVALID.
   */
  createService(
    given: { readonly displayName: string; readonly roles: readonly Role[] },
    by?: Actor,
  ): Promise<Account> {
    const email = newServiceEmail(randomBytes(9).toString('hex'));
    return this.#accounts.create({ ...given, email, password: null }, undefined, by);
  }

  /**
   * Has the owner of an account asked for a password: for the first one where the owner was invited and has none yet.
   * @throws Refusal NOT_FOUND, or ILLEGAL_STATE for an account that is disabled.
   */
  async askForPassword(userId: string, by?: Actor): Promise<Handed> {
    const account = await this.#accounts.find(userId);
    if (!account) refuse('NOT_FOUND', 'There is no such account.', 'id');
    if (account.disabled) refuse('ILLEGAL_STATE', 'The account is disabled. Enable it first.', 'id');
    if (isServiceEmail(account.email)) refuse('ILLEGAL_STATE', 'Nobody can log in to the account of a service.', 'id');
    const purpose = account.invitedAt ? 'INVITATION' : 'PASSWORD_RESET';
    const token = await this.#proofs.hand(purpose, account);
    this.#report({ kind: 'password_requested', userId, by, reason: token === null ? 'mailed' : 'handed over' });
    return { account, token };
  }

  /**
   * Sets the first password of an account that somebody was invited to.
   * @throws Refusal PROOF_INVALID, WEAK_PASSWORD, SIGN_UP_CLOSED.
   */
  async accept(token: string, password: string, client: SessionClient): Promise<Account> {
    this.#requireInvitations();
    return this.#proofs.acceptInvitation({ token }, password, client);
  }

  #requireInvitations(): void {
    if (this.#settings.mode === 'closed') refuse('SIGN_UP_CLOSED', 'Invitations are turned off here.');
  }
}

function refuseService(): never {
  refuse('INVALID', 'Addresses at service.invalid are for the accounts of services.', 'email');
}

/** What is compared of the part behind the @. */
const domainOf = (email: string): string => emailIdentity(email.slice(email.lastIndexOf('@') + 1));

function refuseDomain(domains: readonly string[]): never {
  throw new Refusal({
    code: 'SIGN_UP_CLOSED',
    message: `Sign up with an address of ${domains.join(' or ')}, or ask an administrator for an invitation.`,
    field: ['email'],
    allowed: domains,
  });
}
