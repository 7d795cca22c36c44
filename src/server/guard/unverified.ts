// What an account may not do before its e-mail address is confirmed, as the operator has set it.

import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Account } from '../../redis/account/record.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { areRootFields, hasRootField } from '../../resolvers/base/root-field.ts';
import type { RootFieldCounts } from './root-fields.ts';

/** Always allowed: to confirm or change the address, to log in and out, and to erase the account. */
const alwaysAllowed: ReadonlySet<string> = new Set([
  'Mutation.accountErase',
  'Mutation.emailChange',
  'Mutation.emailChangeRequest',
  'Mutation.emailVerificationRequest',
  'Mutation.emailVerify',
  'Mutation.passkeyChallenge',
  'Mutation.passwordReset',
  'Mutation.passwordResetRequest',
  'Mutation.sessionLogIn',
  'Mutation.sessionLogInByMail',
  'Mutation.sessionLogInByProvider',
  'Mutation.sessionLogInMailRequest',
  'Mutation.sessionLogInPasskey',
  'Mutation.sessionLogInSecondFactor',
  'Mutation.sessionLogOut',
  'Mutation.sessionReauthenticate',
  'Mutation.sessionStart',
]);

export class UnverifiedAccounts {
  readonly #refused: readonly string[];
  readonly #find: (userId: string) => Promise<Account | null>;

  /**
   * @param refused root fields
   * @throws Error for a root field that there is not.
   */
  constructor(refused: readonly string[], schema: GraphQLSchema, find: (userId: string) => Promise<Account | null>) {
    const unknown = refused.find((name) => !areRootFields(name, schema));
    if (unknown !== undefined) throw new Error(`MORTAR_UNVERIFIED_REFUSED names ${unknown}, which is no root field`);
    this.#refused = refused;
    this.#find = find;
  }

  /** Why an account may not run these fields; undefined where it may. Reads the account only where a field is refused. */
  async refusal(
    fields: RootFieldCounts,
    session: Pick<ActiveSession, 'userId'> | null,
  ): Promise<GraphQLError | undefined> {
    const userId = session?.userId;
    if (this.#refused.length === 0 || userId == null) return undefined;
    const refused = [...fields.keys()].find((field) => !alwaysAllowed.has(field) && hasRootField(this.#refused, field));
    if (refused === undefined) return undefined;
    let account: Account | null;
    try {
      account = await this.#find(userId);
    } catch {
      return apiError('SERVICE_UNAVAILABLE', 'Mortar cannot reach its Redis. Send the request again after a moment.');
    }
    // The account of a service has no mailbox.
    if (!account || account.emailVerifiedAt !== null || account.isService) return undefined;
    return apiError('FORBIDDEN', `Confirm the e-mail address of your account first: ${refused} requires it.`);
  }
}
