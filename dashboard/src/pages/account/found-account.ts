import type { AccountQuery } from '../../generated/graphql.ts';

/** An account as the page finds it. */
export type FoundAccount = NonNullable<AccountQuery['user']>;
