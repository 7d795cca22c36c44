// `npm run storefront` in a checkout: a Mortar with sample data, and the storefront before it. Both end with Ctrl-C.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '../..');

const mortar = spawn(process.execPath, [join(root, 'dist/main.js'), 'start'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(mortar, 'exit');
let said = '';
const url = await new Promise((resolve) => {
  mortar.stdout.on('data', (text) => {
    process.stdout.write(text);
    said += text;
    const [, found] = /GraphiQL +(http\S+)\/graphql/.exec(said) ?? [];
    if (found) resolve(found);
  });
  void ended.then(([code]) => process.exit(code ?? 1));
});

process.env.MORTAR_URL = url;
const server = await createServer({
  root: folder,
  // A copy of this folder has the package installed.
  resolve: { alias: { 'mortar/client': join(root, 'dist/client/index.js') } },
});
await server.listen();
console.log(`  Storefront     ${server.resolvedUrls?.local[0]}`);

let leavingSince;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, async () => {
    // A terminal sends Ctrl-C to all of them, and npm passes it on as well. One that comes later is another wish.
    if (leavingSince !== undefined) return performance.now() - leavingSince > 1_000 && process.exit(1);
    leavingSince = performance.now();
    mortar.kill(signal);
    await server.close();
    await ended;
  });
