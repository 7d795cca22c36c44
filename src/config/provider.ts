// The variables of log-in by others: a file that lists the providers, and where they send people back to.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import {
  type ProviderSecret,
  type ProviderSettings,
  type ProviderSetUp,
  providerLimits,
  providerPresets,
} from '../redis/account/provider.ts';
import { text, variable } from './variable.ts';

export const providerVariables = {
  MORTAR_PROVIDERS_FILE: variable({
    about:
      'JSON file of the providers that people can log in with: Google, Microsoft, Apple, GitHub, and issuers of OpenID Connect.',
    unset: 'none: no log-in by providers',
    allowed: 'a file as docs/accounts.md describes it',
    shape: text,
  }),
  MORTAR_PROVIDERS_REDIRECT_URL: variable({
    about: 'URL that providers send people back to. Mortar appends a slash and the id of the provider.',
    unset: '/log-in/callback at the origin of MORTAR_ACCOUNT_PAGES_URL',
    allowed: 'an http or https URL without a query that leads to /log-in/callback of Mortar',
    shape: text.refine((value) => value === undefined || isPlainUrl(value)),
  }),
} as const;

type Variables = typeof providerVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

const entry = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  preset: z.enum(Object.keys(providerPresets) as [keyof typeof providerPresets]).optional(),
  name: z.string().min(1).max(60).optional(),
  issuer: z.url().optional(),
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).optional(),
  clientSecretFile: z.string().min(1).optional(),
  teamId: z.string().min(1).optional(),
  keyId: z.string().min(1).optional(),
  privateKeyFile: z.string().min(1).optional(),
  scope: z.string().min(1).max(500).optional(),
  provesEmail: z.boolean().optional(),
});
type Entry = z.infer<typeof entry>;

const file = z.strictObject({ providers: z.array(entry).min(1).max(providerLimits.providers) });

/**
 * @param pagesUrl where the pages of accounts are, if that is known; the dashboard of this process otherwise.
 * @throws Error for a file that is not there, or is wrong.
 */
export function readProviders(
  read: Read,
  {
    isProduction,
    pagesUrl,
    port,
  }: { readonly isProduction: boolean; readonly pagesUrl: string | undefined; readonly port: number },
): ProviderSetUp | undefined {
  const path = read('MORTAR_PROVIDERS_FILE');
  if (path === undefined) return undefined;
  if (isProduction && !pagesUrl)
    throw new Error(
      'MORTAR_PROVIDERS_FILE is set, but MORTAR_ACCOUNT_PAGES_URL is not: set it to where the account pages are',
    );
  const pages = pagesUrl?.replace(/\/+$/, '') ?? `http://localhost:${port}/dashboard`;
  const redirectUrl = read('MORTAR_PROVIDERS_REDIRECT_URL') ?? `${new URL(pages).origin}/log-in/callback`;
  const providers = readFile(path).map((each) => toSettings(each, dirname(path), isProduction));
  const twice = providers.find(({ id }, place) => providers.findIndex((other) => other.id === id) !== place);
  if (twice) throw new Error(`MORTAR_PROVIDERS_FILE ${path} has two providers with the id ${twice.id}`);
  return Object.freeze({
    providers: Object.freeze(providers),
    redirectUrl: redirectUrl.replace(/\/+$/, ''),
    pageUrl: `${pages}/provider`,
    insecure: !isProduction,
  });
}

function readFile(path: string): readonly Entry[] {
  const wrong = (what: string): never => {
    throw new Error(`MORTAR_PROVIDERS_FILE ${path} ${what}`);
  };
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return wrong(`cannot be read as JSON: ${(error as Error).message}`);
  }
  const { data, error } = file.safeParse(given);
  const [issue] = error?.issues ?? [];
  return data?.providers ?? wrong(`is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`);
}

function toSettings(given: Entry, folder: string, isProduction: boolean): ProviderSettings {
  const { id, preset, name, issuer, clientId, scope, provesEmail } = given;
  const known = preset && providerPresets[preset];
  const found = issuer ?? known?.issuer;
  if (found === undefined) throw new Error(`The provider ${id} has neither a preset nor an issuer`);
  if (isProduction && !found.startsWith('https://')) throw new Error(`The issuer of the provider ${id} has no https`);
  return Object.freeze({
    ...{ kind: 'oidc' as const, scope: 'openid email profile', provesEmail: true, name: name ?? id },
    ...known,
    ...{ id, clientId, issuer: found.replace(/\/+$/, ''), secret: secretOf(given, folder) },
    ...(name !== undefined && { name }),
    ...(scope !== undefined && { scope }),
    ...(provesEmail !== undefined && { provesEmail }),
  });
}

function secretOf(
  { id, clientSecret, clientSecretFile, teamId, keyId, privateKeyFile }: Entry,
  folder: string,
): ProviderSecret {
  const read = (path: string): string => {
    try {
      return readFileSync(resolve(folder, path), 'utf8').trim();
    } catch (error) {
      throw new Error(`A secret of the provider ${id} cannot be read: ${(error as Error).message}`);
    }
  };
  if (privateKeyFile !== undefined) {
    if (!teamId || !keyId) throw new Error(`The provider ${id} has a privateKeyFile, and needs teamId and keyId`);
    return { kind: 'es256', key: read(privateKeyFile), keyId, teamId };
  }
  const found = clientSecretFile === undefined ? clientSecret : read(clientSecretFile);
  return found === undefined ? { kind: 'none' } : { kind: 'text', text: found };
}

function isPlainUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, hash } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && search === '' && hash === '';
}
