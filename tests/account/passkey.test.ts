// Passkeys over HTTP: alone, as a second factor, and what is no answer of one.

import { gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { newEmail, password } from '../support/log-in.ts';
import { SoftPasskey } from '../support/soft-passkey.ts';

const passkeys = { rpId: 'localhost', origins: ['http://localhost:*'] };
const app = await openTestApp({ accounts: { factors: { passkeys } } });
const { accounts } = app.stores;

const session = 'token pendingLogIn { token methods } viewer { user { email } } userErrors { code field }';
const logIn = gql`mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { ${session} } }`;
const alone = gql`mutation ($input: SessionLogInPasskeyInput!) { sessionLogInPasskey(input: $input) { ${session} } }`;
const second = gql`mutation ($input: SessionLogInSecondFactorInput!) { sessionLogInSecondFactor(input: $input) { ${session} } }`;
const again = gql`mutation ($input: SessionReauthenticateInput!) { sessionReauthenticate(input: $input) { ${session} } }`;
const changed = `token recoveryCodes userErrors { code field } viewer {
  security { methods passkeys { id name synced createdAt lastUsedAt } } }`;
const begin = 'mutation { passkeyBegin { options userErrors { code } } }';
const challenge = 'mutation { passkeyChallenge { options userErrors { code } } }';
const add = gql`mutation ($input: PasskeyAddInput!) { passkeyAdd(input: $input) { ${changed} } }`;
const rename = gql`mutation ($input: PasskeyRenameInput!) { passkeyRename(input: $input) { ${changed} } }`;
const remove = gql`mutation ($input: PasskeyRemoveInput!) { passkeyRemove(input: $input) { ${changed} } }`;

interface Payload {
  readonly token: string | null;
  readonly pendingLogIn: { readonly token: string; readonly methods: readonly string[] } | null;
  readonly recoveryCodes: readonly string[] | null;
  readonly options: { readonly challenge: string } & Record<string, unknown>;
  readonly userErrors: readonly { readonly code: string }[];
  readonly viewer: { readonly security: { readonly passkeys: readonly { readonly id: string }[] } };
}

async function send(document: string, input?: object, token?: string): Promise<Payload> {
  const data = await app.client(token).request<Record<string, Payload>>(document, input ? { input } : {});
  return Object.values(data)[0] as Payload;
}

const codes = ({ userErrors }: Payload): string[] => userErrors.map(({ code }) => code);
const bearer = { transport: 'BEARER' } as const;
const asked = async () => (await send(challenge)).options;

async function withPasskey() {
  const email = newEmail();
  const { id } = await accounts.create({ email, password });
  const { token } = await send(logIn, { email, password, ...bearer });
  const passkey = new SoftPasskey();
  const { options } = await send(begin, undefined, token as string);
  const added = await send(add, { name: 'Phone', passkey: passkey.create(options) }, token as string);
  expect(codes(added)).toEqual([]);
  return { id, email, passkey, options, added, token: added.token as string };
}

test('a passkey is added once, named, used and removed', async () => {
  const { id, email, passkey, added, token, options } = await withPasskey();
  expect(added.recoveryCodes).toHaveLength(10);
  const [key] = added.viewer.security.passkeys;
  expect(key).toMatchObject({ name: 'Phone', synced: false, lastUsedAt: null });
  expect(options).toMatchObject({
    rp: { id: 'localhost' },
    user: { name: email },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const twice = await send(add, { name: 'Again', passkey: passkey.create(options) }, token);
  expect(codes(twice)).toEqual(['SECOND_FACTOR_INVALID']);
  const good = { passkey: passkey.get(await asked(), id), ...bearer };
  expect(await send(alone, good)).toMatchObject({ token: expect.any(String), viewer: { user: { email } } });
  expect(codes(await send(alone, good)), 'a captured answer').toEqual(['SECOND_FACTOR_INVALID']);
  const named = await send(rename, { id: key?.id, name: 'Key ring' }, token);
  expect(named.viewer.security.passkeys).toMatchObject([{ name: 'Key ring', lastUsedAt: expect.any(String) }]);
  const stranger = await withPasskey();
  expect(codes(await send(remove, { id: key?.id }, stranger.token))).toEqual(['NOT_FOUND']);
  expect((await send(remove, { id: key?.id }, token)).viewer.security).toEqual({ methods: [], passkeys: [] });
  expect(codes(await send(alone, { passkey: passkey.get(await asked(), id), ...bearer }))).toHaveLength(1);
});

test('as a second factor it ends the log-in that waits, of its own account alone', async () => {
  const { id, email, passkey, token } = await withPasskey();
  const first = await send(logIn, { email, password, ...bearer });
  expect(first.pendingLogIn?.methods).toEqual(['PASSKEY', 'RECOVERY_CODE']);
  const other = await withPasskey();
  const wrong = { passkey: other.passkey.get(await asked(), other.id), logIn: first.pendingLogIn?.token, ...bearer };
  expect(codes(await send(second, wrong))).toEqual(['SECOND_FACTOR_INVALID']);
  const right = { passkey: passkey.get(await asked(), id), logIn: first.pendingLogIn?.token, ...bearer };
  expect(codes(await send(second, right))).toEqual([]);
  expect(codes(await send(again, { passkey: passkey.get(await asked(), id) }, token))).toEqual([]);
});

test.each<[string, (passkey: SoftPasskey) => void]>([
  ['of another site', (passkey) => (passkey.origin = 'https://evil.example')],
  ['of another domain', (passkey) => (passkey.rpId = 'evil.example')],
])('an answer %s is none', async (_what, spoil) => {
  const { id, passkey } = await withPasskey();
  spoil(passkey);
  expect(codes(await send(alone, { passkey: passkey.get(await asked(), id), ...bearer }))).toEqual([
    'SECOND_FACTOR_INVALID',
  ]);
});

test('neither is one to a challenge that is not ours, one of a copy, or nonsense', async () => {
  const { id, passkey } = await withPasskey();
  const own = { challenge: Buffer.alloc(38).toString('base64url') };
  const answers = [passkey.get(own, id), {}, [], 'x', { id: 'x', response: { clientDataJSON: '' } }];
  for (const each of answers)
    expect(codes(await send(alone, { passkey: each, ...bearer }))).toEqual(['SECOND_FACTOR_INVALID']);
  passkey.counter = 7;
  expect(codes(await send(alone, { passkey: passkey.get(await asked(), id), ...bearer }))).toEqual([]);
  for (const counter of [7, 6, 0]) {
    passkey.counter = counter;
    expect(codes(await send(alone, { passkey: passkey.get(await asked(), id), ...bearer }))).toHaveLength(1);
  }
});

test('an account has so many and no more, and a disabled one is not opened', async () => {
  const { id, passkey, token } = await withPasskey();
  for (let count = 1; count < 20; count++) {
    const options = await app.stores.factorSetUp.beginPasskey(id);
    await app.stores.factorSetUp.addPasskey(id, `Key ${count}`, new SoftPasskey().create(options));
  }
  expect(codes(await send(begin, undefined, token))).toEqual(['LIMIT_EXCEEDED']);
  await accounts.setDisabled(id, true);
  expect(codes(await send(alone, { passkey: passkey.get(await asked(), id), ...bearer }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
});

test('where it is not known for which site they are, there are none', async () => {
  const plain = await openTestApp();
  const { passkeyChallenge } = await plain.client().request<Record<string, Payload>>(challenge);
  expect(codes(passkeyChallenge as Payload)).toEqual(['SECOND_FACTOR_UNAVAILABLE']);
});
