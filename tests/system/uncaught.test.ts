// An error that nobody catches ends nothing but itself.

import { expect, test } from 'vitest';
import { dataFolder, runMortar } from '../support/mortar-process.ts';
import { scrape } from '../support/scrape.ts';

/** Throws at a signal, once as an error and once as a promise that nobody waits for. */
const planted = `data:text/javascript,${encodeURIComponent(
  'process.on("SIGUSR2", () => { Promise.reject(new Error("planted promise")); throw new Error("planted error"); })',
)}`;

test('mortar start logs and counts them, and serves on', async () => {
  const env = { MORTAR_DATA_DIR: dataFolder(), MORTAR_DEMO: '0', NODE_OPTIONS: `--import ${planted}` };
  const mortar = runMortar(['start'], env);
  const url = await mortar.url();
  const slow = fetch(`${url}/collect`, {
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('{"events":'));
        await expect.poll(() => scrape(url, 'mortar_uncaught_errors_total')).toBe(2);
        controller.enqueue(
          new TextEncoder().encode('[{"eventId":"a","type":"PAGE_VIEW","visitorId":"v","path":"/"}]}'),
        );
        controller.close();
      },
    }),
  } as RequestInit);
  mortar.signal('SIGUSR2');
  expect((await slow).status).toBe(200);
  // It says that it stops, and nobody reads that: which is no error.
  mortar.closeStdout();
  mortar.signal('SIGTERM');
  const { code, stderr } = await mortar.ended();
  expect(code).toBe(0);
  expect(stderr).toContain('planted error');
  expect(stderr).toContain('planted promise');
  expect(stderr.match(/an error was not caught/g)).toHaveLength(2);
});
