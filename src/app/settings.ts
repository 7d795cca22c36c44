// What a whole Mortar is set up with.

import type { Logger } from 'pino';
import type { MailSettings } from '../mail/post.ts';
import type { Program } from '../plugins/program.ts';
import type { RedisAddress } from '../redis/base/address.ts';
import type { RateLimitSettings } from '../redis/rate-limit/rate-limit.ts';
import type { ShopSettings, StoreSettings } from '../redis/stores.ts';
import type { TrustedDocumentSettings } from '../server/document/trusted-documents.ts';
import type { ServerPlugin } from '../server/graphql/server-plugin.ts';
import type { MetricsSettings } from '../server/http/metrics-route.ts';
import type { LiveBounds, OperationLimits } from '../server/limits.ts';

export interface AppSettings extends Pick<StoreSettings, 'durability' | 'events' | 'replicaReads' | 'webhooks'> {
  readonly redis: RedisAddress;
  /** Starts every key; see RedisHandle. */
  readonly keyPrefix?: string;
  readonly host: string;
  readonly port: number;
  /** Cookies are `__Host-` and Secure: for everything but plain HTTP on loopback. */
  readonly secureCookies: boolean;
  readonly allowedOrigins: readonly string[];
  /** Addresses and ranges whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Addresses and ranges that many callers share: what is bounded per address is not bounded for them. */
  readonly exemptAddresses?: readonly string[];
  /** Bytes of documents that are not known, from one address in a minute, if not the default. */
  readonly newDocumentBytesPerMinute?: number;
  /** How many objects open subscriptions may watch, where that is to differ from the defaults. */
  readonly liveBounds?: Partial<LiveBounds>;
  readonly graphiql: boolean;
  /** Whether clients may ask for the schema, if that is to differ from `graphiql`. */
  readonly introspection?: boolean;
  /** Whether the API is a subgraph of Apollo Federation. */
  readonly federation?: boolean;
  /** What bounds an operation, where that is to differ from the defaults. */
  readonly operations?: Partial<OperationLimits>;
  /** Whether errors name the fields and values that the caller may have meant. */
  readonly suggestions: boolean;
  /** Documents that are trusted besides the dashboard's, and whether nothing else runs. */
  readonly trustedDocuments?: TrustedDocumentSettings;
  /** Memory for documents that clients sent with their hash, if not the default. 0 keeps none. */
  readonly persistedQueryBytes?: number;
  /** How long answers of anonymous reads are kept; without it none is. */
  readonly responseCacheSeconds?: number;
  /** Where they are to differ from the defaults. */
  readonly accounts?: Pick<
    StoreSettings,
    'sessions' | 'passwords' | 'factors' | 'signUp' | 'audit' | 'providers' | 'captcha'
  >;
  /** Root fields that an account may not use before its e-mail address is confirmed. */
  readonly unverifiedRefused?: readonly string[];
  /** How mail is sent. Without it none is, and what needs one is refused. */
  readonly mail?: MailSettings;
  /** How long a rate limit waits for Redis before it decides by itself, where that is to differ from the default. */
  readonly rateLimits?: Pick<RateLimitSettings, 'timeoutMs'>;
  /** Who takes the money, and how long stock is held, where they are to differ from the defaults. */
  readonly shop?: ShopSettings;
  /** The queues that this process works on; none for an API alone. */
  readonly workQueues: readonly string[];
  /** Where the built dashboard is, if not where the build puts it. */
  readonly dashboardFolder?: string;
  /** Who may read /metrics, and which operations it tells apart. */
  readonly metrics?: MetricsSettings & { readonly operations?: readonly string[] };
  /** Over how long open sockets and streams are closed, where that is to differ from the default. */
  readonly drainSpreadMs?: number;
  /** Whether it is not ready before `App.prepared` was called. */
  readonly preparing?: boolean;
  /** Errors that only the last resort of the process caught. */
  readonly uncaught?: { readonly count: number };
  /** Plugins of the GraphQL server that run behind Mortar's own. */
  readonly plugins?: readonly ServerPlugin[];
  /** What the program adds that Mortar is part of. */
  readonly program?: Pick<Program, 'plugins'>;
  readonly log: Logger;
}
