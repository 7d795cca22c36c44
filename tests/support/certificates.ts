// A private certificate authority for a test: its own certificate, one for servers and one for clients, as files.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';

export interface Certificates {
  /** Paths of PEM files. */
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** The servers' certificate is for `name` alone, and not for any address. The files go with the test. */
export async function makeCertificates(
  name: string,
  after: typeof onTestFinished = onTestFinished,
): Promise<Certificates> {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-certificates-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, content: string): string => {
    const path = join(folder, file);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const authority = await generate([{ name: 'commonName', value: 'Authority of a test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const issue = async (file: string, subject: string) => {
    const issued = await generate([{ name: 'commonName', value: subject }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: subject }] }],
      ca: { key: authority.private, cert: authority.cert },
    });
    return { cert: write(`${file}.crt`, issued.cert), key: write(`${file}.key`, issued.private) };
  };
  return {
    ca: write('ca.crt', authority.cert),
    server: await issue('server', name),
    client: await issue('client', 'mortar'),
  };
}
