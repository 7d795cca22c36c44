// A passkey in software, for tests without a browser: it answers as an authenticator does that has verified its owner.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

interface Options {
  readonly challenge: string;
}

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** CBOR of the few kinds of values that are needed: whole numbers, texts, bytes and maps. */
function cbor(value: number | string | Uint8Array | Map<unknown, unknown>): Buffer {
  const head = (major: number, length: number): Buffer => {
    if (length < 24) return Buffer.from([(major << 5) | length]);
    return length < 256
      ? Buffer.from([(major << 5) | 24, length])
      : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
  };
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map)
    return Buffer.concat([
      head(5, value.size),
      ...[...value].flatMap(([key, each]) => [cbor(key as string), cbor(each as string)]),
    ]);
  return Buffer.concat([head(2, value.length), value]);
}

const present = 0x01;
const verified = 0x04;
const attested = 0x40;

export class SoftPasskey {
  readonly id = base64url(randomBytes(16));
  /** What it says next time; 0 for one that does not count. */
  counter = 0;
  origin = 'http://localhost:4000';
  rpId = 'localhost';
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** The answer of `navigator.credentials.create`. */
  create(options: unknown): object {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = new Map<number, number | Buffer>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const id = Buffer.from(this.id, 'base64url');
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cbor(key)]);
    const authData = Buffer.concat([this.#authenticatorData(attested), credential]);
    const attestationObject = cbor(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    );
    const clientDataJSON = this.#clientData('webauthn.create', options as Options);
    return this.#answer({ clientDataJSON, attestationObject: base64url(attestationObject), transports: ['internal'] });
  }

  /** The answer of `navigator.credentials.get`. */
  get(options: unknown, userId: string): object {
    const clientDataJSON = this.#clientData('webauthn.get', options as Options);
    const authenticatorData = this.#authenticatorData(0);
    const digest = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signature = sign('sha256', Buffer.concat([authenticatorData, digest]), this.#keys.privateKey);
    return this.#answer({
      clientDataJSON,
      authenticatorData: base64url(authenticatorData),
      signature: base64url(signature),
      userHandle: base64url(userId),
    });
  }

  #answer(response: object): object {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #clientData(type: string, { challenge }: Options): string {
    return base64url(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  #authenticatorData(more: number): Buffer {
    const data = Buffer.alloc(37);
    createHash('sha256').update(this.rpId).digest().copy(data);
    data.writeUInt8(present | verified | more, 32);
    data.writeUInt32BE(this.counter, 33);
    return data;
  }
}
