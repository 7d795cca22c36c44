// Others by whom people log in: issuers of OpenID Connect, and GitHub, which speaks OAuth 2 and tells of addresses by its API.

/** A provider as it is set up. */
export interface ProviderSettings {
  /** Stands in addresses, and in Redis. */
  readonly id: string;
  /** What buttons say. */
  readonly name: string;
  readonly kind: 'oidc' | 'github';
  /** For OpenID Connect, where the issuer is found. GitHub's own where absent. */
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: ProviderSecret;
  readonly scope: string;
  /** Whether an address that it calls verified is one. */
  readonly provesEmail: boolean;
  /** How the answer comes back: Apple posts it where an address is asked for. */
  readonly responseMode?: 'form_post';
  /** Where its API is; for tests. */
  readonly apiUrl?: string;
}

/** What proves who asks: a text, a key that signs one each time, or nothing for a public client. */
export type ProviderSecret =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'es256'; readonly key: string; readonly keyId: string; readonly teamId: string };

export interface ProviderSetUp {
  readonly providers: readonly ProviderSettings[];
  /** The page that takes what somebody brings back. */
  readonly pageUrl: string;
  /** What the providers send the browser back to, without the id of the provider. */
  readonly redirectUrl: string;
  /** Whether issuers may be reached without TLS, as on the machine of a developer. */
  readonly insecure?: boolean;
}

/** What is known beforehand. */
export const providerPresets = {
  google: {
    name: 'Google',
    kind: 'oidc',
    issuer: 'https://accounts.google.com',
    scope: 'openid email profile',
    provesEmail: true,
  },
  // Whoever runs a tenant writes what he likes into `email`.
  microsoft: {
    name: 'Microsoft',
    kind: 'oidc',
    issuer: 'https://login.microsoftonline.com/common/v2.0',
    scope: 'openid email profile',
    provesEmail: false,
  },
  apple: {
    name: 'Apple',
    kind: 'oidc',
    issuer: 'https://appleid.apple.com',
    scope: 'openid email name',
    provesEmail: true,
    responseMode: 'form_post',
  },
  github: {
    name: 'GitHub',
    kind: 'github',
    issuer: 'https://github.com',
    scope: 'read:user user:email',
    provesEmail: true,
  },
} as const satisfies Readonly<
  Record<string, Pick<ProviderSettings, 'name' | 'kind' | 'issuer' | 'scope' | 'provesEmail' | 'responseMode'>>
>;

/** Who somebody is at a provider. */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** One that the provider has proven; null where it has none, or proves nothing. */
  readonly email: string | null;
  readonly name: string | null;
}

export const providerLimits = {
  /** That can be set up. */
  providers: 20,
  /** For how long somebody may be away at a provider. */
  stateSeconds: 600,
  /** For how long a provider may take to answer, and what was discovered of it counts. */
  timeoutSeconds: 10,
  discoveredMs: 5 * 60_000,
  callbackCharacters: 8_192,
  subjectCharacters: 255,
  perAccount: 10,
} as const;
