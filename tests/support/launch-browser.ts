// The browser for these tests: Chromium out of the npm package @sparticuz/chromium, with the system libraries and fonts that it ships, so
// that npm alone is enough. It is unpacked once into a cache folder.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/mortar-browser/', import.meta.url));

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--headless',
];

/** Set MORTAR_TEST_BROWSER to the path of another Chromium to run the tests with that. */
// The user agent is a switch, since what a page sends when it is left does not know of a window's settings.
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const args = [...switches, ...more];
  const own = process.env.MORTAR_TEST_BROWSER;
  if (own) return chromium.launch({ executablePath: own, args });
  const folder = await unpackBrowser();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  });
}

// The package unpacks into the temporary folder, and the libraries only where it believes to be in AWS Lambda. A process
// of its own gets both settings; renaming what it made keeps test files that run side by side out of each other's way.
async function unpackBrowser(): Promise<string> {
  const folder = join(cacheFolder, packageVersion());
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const partial = await mkdtemp(join(cacheFolder, 'partial-'));
  const script = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  // The one in the package names folders that only AWS has.
  await writeFile(
    join(partial, 'fonts', 'fonts.conf'),
    `<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>`,
  );
  try {
    await rename(partial, folder);
  } catch (error) {
    // Another test file was quicker.
    await rm(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  const root = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))));
  return (require(join(root, 'package.json')) as { version: string }).version;
}
