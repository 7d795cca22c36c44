import { gql } from 'graphql-request';
import { expect } from 'vitest';
import type { TestApp } from './app.ts';

export const password = 'a long enough sentence';
let made = 0;
export const newEmail = (): string => `person${++made}@example.com`;

interface Problem {
  code: string;
  message: string;
  field: string[] | null;
  retryAfterSeconds?: number | null;
}
export interface SessionFields {
  token: string | null;
  userErrors: Problem[];
  viewer: { user: { id: string; email: string } | null } | null;
}

export const create = gql`
  mutation ($input: AccountCreateInput!) {
    accountCreate(input: $input) { token viewer { user { id email } } userErrors { code message field } }
  }
`;
export const logIn = gql`
  mutation ($input: SessionLogInInput!) {
    sessionLogIn(input: $input) { token viewer { user { id email } } userErrors { code message field retryAfterSeconds } }
  }
`;
export const reauthenticate = gql`
  mutation ($input: SessionReauthenticateInput!) {
    sessionReauthenticate(input: $input) { token viewer { user { id email } } userErrors { code message field } }
  }
`;
export const changePassword = gql`
  mutation ($input: PasswordChangeInput!) {
    passwordChange(input: $input) { token userErrors { code field } }
  }
`;
export const whoAmI =
  '{ viewer { user { email roles } session { id current device } sessions { id current device flagged } } }';
export const revokeOthers = 'mutation { sessionsRevokeOthers { revoked userErrors { code } } }';

export interface WhoAmI {
  viewer: {
    user: { email: string; roles: string[] } | null;
    session: { id: string; current: boolean; device: string } | null;
    sessions: { id: string; current: boolean; device: string; flagged: string | null }[];
  };
}

/** The id by which the data layer knows an account or a session. */
export const rawId = (globalId: string): string => Buffer.from(globalId, 'base64').toString().replace(/^\w+:/, '');

/** The id by which the data layer knows the session of a token. */
export const sessionOf = (token: string): string => token.split('.').slice(0, 2).join('.');

/** Makes accounts and logs in as programs do, by bearer token. */
export function bearersOf(app: TestApp) {
  async function signUp(email = newEmail()): Promise<{ token: string; email: string; userId: string }> {
    const { accountCreate } = await app
      .client()
      .request<{ accountCreate: SessionFields }>(create, { input: { email, password, transport: 'BEARER' } });
    expect(accountCreate.userErrors).toEqual([]);
    return { token: accountCreate.token as string, email, userId: accountCreate.viewer?.user?.id as string };
  }

  async function bearerLogIn(email: string, given = password): Promise<SessionFields> {
    const input = { email, password: given, transport: 'BEARER' };
    return (await app.client().request<{ sessionLogIn: SessionFields }>(logIn, { input })).sessionLogIn;
  }

  /** The token opens nothing any more. */
  async function expectEnded(token: string): Promise<void> {
    await expect(app.client(token).request(whoAmI)).rejects.toThrow('UNAUTHENTICATED');
  }

  return { signUp, bearerLogIn, expectEnded };
}
