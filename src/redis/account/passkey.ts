// Passkeys, by WebAuthn. They are discoverable: who logs in names no account, the passkey does. A challenge is signed and not stored, so
// that strangers who ask for many fill nothing; one that was answered is noted in the slot of the account. @simplewebauthn/server brings
// many files, and is loaded for the first passkey.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { accountKeys } from './keys.ts';

export const passkeyLimits = {
  /** Of what a browser answers, as JSON. */
  answerBytes: 16_384,
  nameCharacters: 60,
  /** For how long a challenge holds. */
  challengeMs: 5 * 60_000,
} as const;

export interface PasskeySettings {
  /** The domain that passkeys are for, such as example.com. */
  readonly rpId: string;
  /** The origins whose pages may use them; a port may be *. */
  readonly origins: readonly string[];
}

/** A passkey as its owner sees it. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Whether it is kept on several devices, so that the loss of one loses nothing. */
  readonly synced: boolean;
}

const stored = z.object({
  publicKey: z.string(),
  createdAt: z.number(),
  synced: z.boolean(),
  transports: z.array(z.string()).optional(),
});

const answerShape = z.looseObject({
  id: z.string().regex(/^[\w-]{1,1400}$/),
  response: z.looseObject({ clientDataJSON: z.string(), userHandle: z.string().nullish() }),
});

/** What a new passkey is judged by from then on. */
export interface NewPasskey {
  readonly id: string;
  readonly counter: number;
  readonly record: string;
}

type Fields = Readonly<Record<string, string>>;

export class PasskeyJudge {
  readonly #redis: RedisHandle;
  readonly #settings: PasskeySettings | undefined;
  readonly #siteName: string;

  constructor(redis: RedisHandle, siteName: string, settings: PasskeySettings | undefined) {
    this.#redis = redis;
    this.#siteName = siteName;
    this.#settings = settings;
  }

  /** @throws Refusal SECOND_FACTOR_UNAVAILABLE where it is not known which site passkeys are for. */
  get settings(): PasskeySettings {
    return (
      this.#settings ??
      refuse(
        'SECOND_FACTOR_UNAVAILABLE',
        'This installation does not know for which site passkeys are. Ask its operator.',
      )
    );
  }

  /** What a browser is to make a passkey from. */
  async creationOptions(userId: string, account: { email: string; displayName: string | null }, fields: Fields) {
    const { generateRegistrationOptions } = await import('@simplewebauthn/server');
    return generateRegistrationOptions({
      rpName: this.#siteName,
      rpID: this.settings.rpId,
      userID: new Uint8Array(Buffer.from(userId)),
      userName: account.email,
      userDisplayName: account.displayName ?? account.email,
      timeout: passkeyLimits.challengeMs,
      excludeCredentials: passkeysOf(fields).map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  }

  /** Null where the answer does not fit the challenge. */
  async register(challenge: string, answer: unknown): Promise<NewPasskey | null> {
    const response = readAnswer(answer);
    const origin = response && this.#originOf(response);
    if (!response || !origin) return null;
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const verified = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: this.settings.rpId,
    }).catch(() => null);
    if (!verified?.verified) return null;
    const { credential, credentialBackedUp } = verified.registrationInfo;
    const record: z.input<typeof stored> = {
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      createdAt: Date.now(),
      synced: credentialBackedUp,
    };
    return { id: credential.id, counter: credential.counter, record: JSON.stringify(record) };
  }

  /** What a browser is to ask a passkey with. It is the same for everybody, but for the challenge. */
  async requestOptions() {
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
    return generateAuthenticationOptions({
      rpID: this.settings.rpId,
      challenge: new Uint8Array(Buffer.from(await this.#newChallenge(), 'base64url')),
      timeout: passkeyLimits.challengeMs,
      userVerification: 'required',
    });
  }

  /** Whose passkey answered, by its own word; null where it does not say. */
  ownerOf(answer: unknown): string | null {
    const handle = readAnswer(answer)?.response.userHandle;
    const userId = handle ? Buffer.from(handle, 'base64url').toString() : '';
    return /^[\w-]{16}$/.test(userId) ? userId : null;
  }

  /** The passkey of an account that has answered a challenge of ours; null where it has not. */
  async verify(
    fields: Fields,
    answer: unknown,
  ): Promise<{ readonly id: string; readonly counter: number; readonly challenge: string } | null> {
    const response = readAnswer(answer);
    const origin = response && this.#originOf(response);
    const record = response && readRecord(fields, response.id);
    if (!response || !origin || !record) return null;
    const challenge = clientDataOf(response)?.challenge ?? '';
    if (!(await this.#isOurs(challenge))) return null;
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const verified = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: this.settings.rpId,
      credential: {
        id: response.id,
        publicKey: new Uint8Array(Buffer.from(record.publicKey, 'base64url')),
        // The script compares counters, with what it has then.
        counter: 0,
      },
    }).catch(() => null);
    if (!verified?.verified) return null;
    return { id: response.id, counter: verified.authenticationInfo.newCounter, challenge };
  }

  /** The origin of the page that asked, if it is one of ours. */
  #originOf(response: z.output<typeof answerShape>): string | null {
    const origin = clientDataOf(response)?.origin ?? '';
    const anyPort = origin.replace(/:\d+$/, ':*');
    return this.settings.origins.some((each) => each === origin || each === anyPort) ? origin : null;
  }

  async #newChallenge(): Promise<string> {
    const head = Buffer.alloc(22);
    head.writeUIntBE(Date.now() + passkeyLimits.challengeMs, 0, 6);
    randomBytes(16).copy(head, 6);
    return Buffer.concat([head, await this.#sign(head)]).toString('base64url');
  }

  async #isOurs(challenge: string): Promise<boolean> {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== 38) return false;
    const head = bytes.subarray(0, 22);
    return head.readUIntBE(0, 6) > Date.now() && timingSafeEqual(bytes.subarray(22), await this.#sign(head));
  }

  async #sign(head: Buffer): Promise<Buffer> {
    const key = accountKeys.challengeSecret(this.#redis.prefix);
    const { client } = this.#redis;
    let secret = await client.get(key);
    if (secret === null) {
      await client.set(key, randomBytes(32).toString('base64url'), 'NX');
      secret = await client.get(key);
    }
    return createHmac('sha256', secret ?? '')
      .update(head)
      .digest()
      .subarray(0, 16);
  }
}

/** The passkeys of an account, the oldest first. One that cannot be read opens nothing, and is left out. */
export function passkeysOf(fields: Fields): Passkey[] {
  return Object.keys(fields)
    .filter((name) => name.startsWith('key:'))
    .flatMap((name) => {
      const id = name.slice('key:'.length);
      const record = readRecord(fields, id);
      if (!record) return [];
      const used = fields[`used:${id}`];
      return [
        {
          id,
          name: fields[`name:${id}`] ?? '',
          createdAt: new Date(record.createdAt),
          lastUsedAt: used ? new Date(Number(used)) : null,
          synced: record.synced,
        },
      ];
    })
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function readRecord(fields: Fields, id: string): z.output<typeof stored> | null {
  try {
    return stored.parse(JSON.parse(fields[`key:${id}`] ?? ''));
  } catch {
    return null;
  }
}

function readAnswer(answer: unknown): z.output<typeof answerShape> | null {
  if (JSON.stringify(answer ?? null).length > passkeyLimits.answerBytes) return null;
  return answerShape.safeParse(answer).data ?? null;
}

function clientDataOf({ response }: z.output<typeof answerShape>): { challenge?: string; origin?: string } | null {
  try {
    const { challenge, origin } = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString());
    return { challenge: String(challenge), origin: String(origin) };
  } catch {
    return null;
  }
}
