// Lets a program of tests/clients have its test do something to the server: it asks for `<url>/<name>?<arguments>`, and is answered when
// it is done.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export type ControlSteps = Readonly<Record<string, (args: Record<string, string>) => unknown>>;

/** Returns the URL. It is closed after the tests of the file. */
export async function serveControl(steps: ControlSteps): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const step = steps[pathname.slice(1)];
    Promise.resolve()
      .then(() => step?.(Object.fromEntries(searchParams)))
      .then(
        () => response.writeHead(step ? 200 : 404).end(),
        (error) => response.writeHead(500).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
