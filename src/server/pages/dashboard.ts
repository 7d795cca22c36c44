// The dashboard's built files under /dashboard. They are few and small, so they are kept in memory.

import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route } from '../http/http-server.ts';
import { createStaticFile, type StaticFile, sendStaticFile } from '../http/static-file.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const recaptcha =
  'https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/ https://recaptcha.google.com/recaptcha/';

/** What the widgets of captchas load, as their providers say. */
const widgetSources: Readonly<Record<string, string>> = {
  hcaptcha: 'https://hcaptcha.com https://*.hcaptcha.com',
  turnstile: 'https://challenges.cloudflare.com',
  'recaptcha-v2': recaptcha,
  'recaptcha-v3': recaptcha,
};

/**
 * The page needs nothing but its own files and its own server; 'self' covers the WebSocket too.
 * @param captcha the provider whose widget the log-in shows; nobody's where absent.
 */
function headersFor(captcha: string | undefined) {
  const widget = captcha === undefined ? undefined : widgetSources[captcha];
  const own = (directive: string): string => (widget ? `${directive} 'self' ${widget}` : `${directive} 'self'`);
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "object-src 'none'",
      own('script-src'),
      own('style-src'),
      // The QR code of an authenticator app is a picture in the page.
      "img-src 'self' data:",
      own('connect-src'),
      ...(widget ? [`frame-src ${widget}`] : []),
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'same-origin',
    Vary: 'Accept-Encoding',
  };
}

const forGood = 'public, max-age=31536000, immutable';
const askEachTime = 'no-cache';

type Files = ReadonlyMap<string, StaticFile>;

/** `npm run build` puts it into dist/dashboard: two folders up once built, three from the source. */
export function builtDashboard(): string {
  const fromHere = import.meta.url.endsWith('.ts') ? '../../../dist/dashboard/' : '../../dashboard/';
  return fileURLToPath(new URL(fromHere, import.meta.url));
}

/** An address without a file of its own is a page of the dashboard, which reads the address itself. */
export function dashboardRoute(folder: string, captcha?: string): Route {
  const headers = headersFor(captcha);
  let reading: Promise<Files> | undefined;
  return {
    path: '/dashboard/*',
    methods: ['GET', 'HEAD'],
    async handle({ request, response, path }) {
      reading ??= readFiles(folder);
      const files = await reading.catch((error: unknown) => {
        reading = undefined;
        throw error;
      });
      const index = files.get('index.html');
      if (!index) {
        // Looked for again at the next request: somebody may build it now.
        reading = undefined;
        return sendText(response, 503, 'The dashboard is not built. Run `npm run build`, then reload this page.');
      }
      const name = path.slice('/dashboard/'.length);
      // The names of assets hold a hash of their content, so whoever has one has it for good.
      const isAsset = name.startsWith('assets/');
      const file = files.get(name) ?? (isAsset ? undefined : index);
      if (!file)
        return sendText(
          response,
          404,
          'There is no such file, because the dashboard was built again. Reload the page.',
        );
      sendStaticFile(request, response, file, { ...headers, 'Cache-Control': isAsset ? forGood : askEachTime });
    },
  };
}

async function readFiles(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.map(async (entry): Promise<[string, StaticFile] | undefined> => {
    const type = contentTypes[extname(entry.name)];
    if (!entry.isFile() || !type) return;
    const path = join(entry.parentPath, entry.name);
    return [relative(folder, path).split(sep).join('/'), await createStaticFile(await readFile(path), type)];
  });
  return new Map((await Promise.all(files)).filter((file) => file !== undefined));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}
