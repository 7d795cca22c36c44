// Secrets that Mortar has to read again, as of an authenticator app: encrypted with a key that is not in Redis, so that who reads Redis
// has none of them.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const sealForm = { algorithm: 'aes-256-gcm', nonceBytes: 12, tagBytes: 16, keyBytes: 32, nameBytes: 6 } as const;

interface SealKey {
  /** Tells which key a text was sealed with. It says nothing of the key. */
  readonly name: string;
  readonly key: Buffer;
}

export class Seals {
  readonly #keys: readonly SealKey[];

  /** @param keys the first seals; all open, so that a key can be replaced. */
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => ({
      name: derive(key, 'name', sealForm.nameBytes).toString('base64url'),
      key: derive(key, 'key', sealForm.keyBytes),
    }));
  }

  /** Whether there is a key to seal with. */
  get available(): boolean {
    return this.#keys.length > 0;
  }

  /** @param about what it belongs to: it opens for nothing else. */
  seal(text: string, about: string): string {
    const [first] = this.#keys;
    if (!first) throw new Error('there is no key to seal with');
    const nonce = randomBytes(sealForm.nonceBytes);
    const cipher = createCipheriv(sealForm.algorithm, first.key, nonce).setAAD(Buffer.from(about));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${first.name}.${sealed.toString('base64url')}`;
  }

  /** Null where none of the keys has sealed it, or it was sealed for something else. */
  open(sealed: string, about: string): string | null {
    const [name, text = ''] = sealed.split('.');
    const found = this.#keys.find((key) => key.name === name);
    const bytes = Buffer.from(text, 'base64url');
    if (!found || bytes.length < sealForm.nonceBytes + sealForm.tagBytes) return null;
    const nonce = bytes.subarray(0, sealForm.nonceBytes);
    const decipher = createDecipheriv(sealForm.algorithm, found.key, nonce).setAAD(Buffer.from(about));
    decipher.setAuthTag(bytes.subarray(-sealForm.tagBytes));
    try {
      const opened = decipher.update(bytes.subarray(sealForm.nonceBytes, -sealForm.tagBytes));
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}

function derive(key: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'mortar', `secrets at rest: ${purpose}`, bytes));
}
