// Random sequences against a model: an account is never open to who holds none of its proofs, or only former ones, and its owner who has a
// proof is never locked out for good.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GivenFactor } from '../../src/redis/account/factor.ts';
import { accountKeys } from '../../src/redis/account/keys.ts';
import type { MailPurpose, Proof } from '../../src/redis/account/proof.ts';
import { Refusal } from '../../src/redis/base/problem.ts';
import { userOwner } from '../../src/redis/session/token.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis } from '../support/redis.ts';
import { SoftPasskey } from '../support/soft-passkey.ts';
import { codeOf } from '../support/totp.ts';

const redis = await openTestRedis();
const stores = createStores(redis, {
  passwords: { memoryKiB: 64, iterations: 1 },
  mail: { available: true },
  factors: {
    secretKeys: ['a key that is long enough for a test'],
    passkeys: { rpId: 'localhost', origins: ['http://localhost:*'] },
  },
});
const { accounts, mailedProofs, secondFactors, factorSetUp, accountRecovery, providerLinks, profiles, sessions } =
  stores;

/** What the owner holds, and what was once a proof. */
interface Model {
  readonly id: string;
  email: string;
  password: string | null;
  verified: boolean;
  secret: string | null;
  passkeys: SoftPasskey[];
  /** Who the owner is at a provider, where that is linked. */
  subject: string | null;
  recovery: string[];
  disabled: boolean;
  logInName: string | null;
  readonly former: {
    passwords: string[];
    emails: string[];
    subjects: string[];
    tokens: string[];
    recovery: string[];
    passkeys: SoftPasskey[];
  };
}

const hasFactor = ({ secret, passkeys }: Model): boolean => secret !== null || passkeys.length > 0;

let made = 0;
const fresh = (): string => `four unlikely words number ${++made}`;
const newEmail = (): string => `owner-${++made}@example.com`;
/** Each attempt from an address of its own: what slows guesses down is the subject of other tests. */
const client = () => ({ ipAddress: `10.${made >> 16}.${(made >> 8) & 255}.${++made & 255}`, userAgent: null });

async function forgetAttempts(): Promise<void> {
  for (const node of 'nodes' in redis.client ? redis.client.nodes('master') : [redis.client]) {
    const keys = await node.keys(`${redis.prefix}:attempts*`);
    await Promise.all(keys.map((key) => node.del(key)));
  }
}

const refused = async (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => false,
    (error: unknown) => {
      if (error instanceof Refusal) return true;
      throw error;
    },
  );

/** The proof of a mail; null where none was sent. */
async function mailed(model: Model, purpose: Exclude<MailPurpose, 'EMAIL_CHANGE'>): Promise<Proof | null> {
  const { challenge } = await mailedProofs.request(purpose, model.email, client());
  return issued(model, purpose, challenge);
}

async function issued(model: Model, purpose: MailPurpose, challenge: string): Promise<Proof | null> {
  const request = createHash('sha256').update(challenge).digest('base64url');
  const found = await mailedProofs.issue({ purpose, userId: model.id, request });
  if (found) model.former.tokens.push(found.token);
  return found && { token: found.token };
}

/** What opens an account beyond its first proof. */
type Second = GivenFactor | null;

async function opens(first: () => Promise<string>, second: Second): Promise<boolean> {
  let userId = '';
  const fails = await refused(
    first().then((id) => {
      userId = id;
    }),
  );
  if (fails) return false;
  const pending = await secondFactors.begin(userId, null);
  if (typeof pending === 'string') return true;
  return second !== null && !(await refused(secondFactors.complete(pending.token, second, client())));
}

const byPassword = (email: string, password: string) => async (): Promise<string> =>
  (await accounts.logIn(email, password, client())).id;

const byMail = (model: Model) => async (): Promise<string> => {
  const proof = await mailed(model, 'LOG_IN');
  if (!proof) throw new Refusal({ code: 'PROOF_INVALID', message: 'no mail' });
  const { id } = await mailedProofs.logIn(proof, client());
  // The first proof of an address voids the password that was set before.
  if (!model.verified && model.password) {
    model.former.passwords.push(model.password);
    model.password = null;
  }
  model.verified = true;
  return id;
};

const identityOf = (subject: string) => ({ issuer: 'https://issuer.example.com', subject });

const byProvider = (subject: string) => async (): Promise<string> => {
  const holder = await providerLinks.holder('issuer', identityOf(subject));
  const account = holder === null ? null : await accounts.find(holder);
  if (!account || account.disabled) throw new Refusal({ code: 'PROVIDER_FAILED', message: 'no account' });
  return account.id;
};

/** A passkey is a first and a second proof in one. */
async function opensByPasskey({ id }: Model, passkey: SoftPasskey): Promise<boolean> {
  const answer = passkey.get(await secondFactors.passkeyOptions(), id);
  if (await refused(secondFactors.logInByPasskey(answer, client()))) return false;
  return (await sessions.start({ userId: id, transport: 'BEARER', client: client() })) !== null;
}

async function secondOf({ id, secret, passkeys: [passkey] }: Model): Promise<Second> {
  if (secret) return { totp: codeOf(secret, 1) };
  return passkey ? { passkey: passkey.get(await secondFactors.passkeyOptions(), id) } : null;
}

function replace(model: Model, password: string): void {
  if (model.password) model.former.passwords.push(model.password);
  model.password = password;
}

function loseLink(model: Model): void {
  if (model.subject) model.former.subjects.push(model.subject);
  model.subject = null;
}

/** With the last factor go the recovery codes. */
function loseCodes(model: Model): void {
  if (hasFactor(model)) return;
  model.former.recovery.push(...model.recovery.splice(0));
}

const steps: Record<string, (model: Model) => Promise<void>> = {
  async resetByMail(model) {
    const proof = await mailed(model, 'PASSWORD_RESET');
    const next = fresh();
    if (!proof || (await refused(mailedProofs.resetPassword(proof, next, client())))) return;
    replace(model, next);
    model.verified = true;
  },
  async changePassword(model) {
    const next = fresh();
    if (!model.password) return;
    if (await refused(accounts.changePassword(model.id, `u${model.id}.aaaaaaaaaaaa`, model.password, next))) return;
    replace(model, next);
  },
  async verify(model) {
    const proof = await mailed(model, 'EMAIL_VERIFICATION');
    if (proof && !(await refused(mailedProofs.verifyEmail(proof, model.id)))) model.verified = true;
  },
  async changeEmail(model) {
    const next = newEmail();
    const account = await accounts.find(model.id);
    if (!account) return;
    const { challenge } = await mailedProofs.requestChange(account, next, client());
    const proof = await issued(model, 'EMAIL_CHANGE', challenge);
    if (!proof || (await refused(mailedProofs.changeEmail(proof, model.id)))) return;
    model.former.emails.push(model.email);
    model.email = next;
    model.verified = true;
  },
  async addApp(model) {
    const begun = await factorSetUp.beginTotp(model.id).catch(() => null);
    if (!begun) return;
    model.recovery.push(...((await factorSetUp.confirmTotp(model.id, codeOf(begun.secret))) ?? []));
    model.secret = begun.secret;
  },
  async removeApp(model) {
    if (await refused(factorSetUp.removeTotp(model.id))) return;
    model.secret = null;
    loseCodes(model);
  },
  async addPasskey(model) {
    const options = await factorSetUp.beginPasskey(model.id).catch(() => null);
    if (!options) return;
    const passkey = new SoftPasskey();
    model.recovery.push(...((await factorSetUp.addPasskey(model.id, 'Key', passkey.create(options))) ?? []));
    model.passkeys.push(passkey);
  },
  async removePasskey(model) {
    const [passkey] = model.passkeys;
    if (!passkey || (await refused(factorSetUp.removePasskey(model.id, passkey.id)))) return;
    model.former.passkeys.push(...model.passkeys.splice(0, 1));
    loseCodes(model);
  },
  async replaceCodes(model) {
    const codes = await factorSetUp.replaceRecoveryCodes(model.id).catch(() => null);
    if (!codes) return;
    model.former.recovery.push(...model.recovery);
    model.recovery = [...codes];
  },
  async useRecoveryCode(model) {
    const [code] = model.recovery;
    if (!code || model.disabled) return;
    expect(await opens(byMail(model), { recoveryCode: code })).toBe(true);
    model.former.recovery.push(...model.recovery.splice(0, 1));
  },
  async link(model) {
    const subject = `subject ${++made}`;
    const isRefused = await refused(providerLinks.add(model.id, 'issuer', identityOf(subject)));
    expect(isRefused, 'a link of an unproven address, or a second one').toBe(!model.verified || model.subject !== null);
    if (isRefused) model.former.subjects.push(subject);
    else model.subject = subject;
  },
  async unlink(model) {
    if (!(await refused(providerLinks.remove(model.id, 'issuer')))) loseLink(model);
  },
  async takeName(model) {
    const next = `owner.${++made}`;
    await profiles.edit(model.id, { logInName: next });
    if (model.logInName) model.former.emails.push(model.logInName);
    model.logInName = next;
  },
  async disable(model) {
    await accounts.setDisabled(model.id, true);
    model.disabled = true;
  },
  async enable(model) {
    await accounts.setDisabled(model.id, false);
    model.disabled = false;
  },
  async operatorResets(model) {
    const next = fresh();
    await accountRecovery.reset(model.id, next);
    replace(model, next);
    model.secret = null;
    model.former.passkeys.push(...model.passkeys.splice(0));
    loseCodes(model);
    loseLink(model);
  },
};

const last = <T>(list: readonly T[]): readonly T[] => list.slice(-2);

async function check(model: Model): Promise<void> {
  await forgetAttempts();
  const { former, secret, email } = model;
  const second = await secondOf(model);
  const opensAlone = !hasFactor(model) && !model.disabled;
  for (const password of last(former.passwords))
    expect(await opens(byPassword(email, password), second), 'a former password').toBe(false);
  for (const token of last(former.tokens)) {
    expect(await refused(mailedProofs.logIn({ token }, client())), 'a former link').toBe(true);
    expect(await refused(mailedProofs.resetPassword({ token }, fresh(), client())), 'a former link').toBe(true);
  }
  for (const subject of last(former.subjects))
    expect(await opens(byProvider(subject), second), 'a former link with a provider').toBe(false);
  if (model.subject) expect(await opens(byProvider(model.subject), null), 'the provider alone').toBe(opensAlone);
  for (const passkey of last(former.passkeys))
    expect(await opensByPasskey(model, passkey), 'a removed passkey').toBe(false);
  for (const passkey of model.passkeys.slice(0, 1))
    expect(await opensByPasskey(model, passkey), 'a passkey').toBe(!model.disabled);
  const { password } = model;
  if (password) {
    for (const one of last(former.emails))
      expect(await opens(byPassword(one, password), second), 'a former address').toBe(false);
    expect(await opens(byPassword(email, password), null), 'the password alone').toBe(opensAlone);
    if (model.logInName)
      expect(await opens(byPassword(model.logInName, password), null), 'the user name').toBe(opensAlone);
    for (const recoveryCode of hasFactor(model) ? last(former.recovery) : [])
      expect(await opens(byPassword(email, password), { recoveryCode }), 'a former code').toBe(false);
  }
  // As if half a minute had passed, so that the next code of the app is a new one.
  if (secret) await redis.client.hset(accountKeys.factors(redis, userOwner(model.id)), 'totpStep', 0);
  expect(await opens(byMail(model), second), 'its owner, by the mailbox and the factor').toBe(!model.disabled);
}

test('an account is open to its owner and to nobody else, whatever comes in whatever order', {
  timeout: 240_000,
}, async () => {
  const step = fc.constantFrom(...Object.keys(steps));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (sequence) => {
      const [email, password] = [newEmail(), fresh()];
      const { id } = await accounts.create({ email, password });
      const former = { passwords: [], emails: [], subjects: [], tokens: [], recovery: [], passkeys: [] };
      const model: Model = {
        id,
        email,
        password,
        verified: false,
        secret: null,
        passkeys: [],
        logInName: null,
        subject: null,
        recovery: [],
        disabled: false,
        former,
      };
      for (const name of sequence) {
        await forgetAttempts();
        await steps[name]?.(model);
        await check(model);
      }
    }),
    { numRuns: 20 },
  );
});
