import type { AccountQuery, AccountsQuery } from '../../generated/graphql.ts';

/** An account as the page shows it. */
export type FoundAccount = Extract<AccountQuery['node'], { email: string }>;

/** An account in a list. */
export type ListedAccount = AccountsQuery['users']['nodes'][number];
