// A service that judges the answers of captchas, as those of hCaptcha, Turnstile and reCAPTCHA do. An answer says by itself what comes of
// it: `good-<action>-<anything>` is right once.

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { CaptchaRules, CaptchaSettings } from '../../src/redis/account/captcha.ts';
import { captchaDefaults } from '../../src/redis/account/captcha.ts';
import { SiteVerify, type SiteVerifySettings } from '../../src/redis/account/site-verify.ts';

export interface CaptchaDouble {
  /** What was asked, field by field. */
  readonly asked: URLSearchParams[];
  /** The settings of an app that asks this one. */
  settings(rules?: Partial<CaptchaRules>, provider?: Partial<SiteVerifySettings>): CaptchaSettings;
}

/** Answers that are none: what is sent, and with which status. */
const faulty: Readonly<Record<string, readonly [status: number, body: string]>> = {
  down: [503, 'Service Unavailable'],
  garbage: [200, '<html>'],
  shapeless: [200, '{"success":"yes"}'],
  huge: [200, `{"success":true,"hostname":"localhost","padding":"${'x'.repeat(20_000)}"}`],
  secret: [200, '{"success":false,"error-codes":["invalid-input-secret"]}'],
  bad: [200, '{"success":false,"error-codes":["invalid-input-response"]}'],
  badly: [400, '{"success":false,"error-codes":["bad-request"]}'],
};

/** Call it at the top of a test file; it is closed after the file's tests. */
export async function openCaptchaDouble(): Promise<CaptchaDouble> {
  const asked: URLSearchParams[] = [];
  const known = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push(form);
    judge(form.get('response') ?? '', known, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`;
  return {
    asked,
    settings: (rules, provider) => ({
      ...captchaDefaults,
      ...rules,
      provider: new SiteVerify({
        ...{ name: 'turnstile', siteKey: '1x00AA', secret: 'a secret', hostnames: ['localhost'], minScore: 0.5, url },
        ...provider,
      }),
    }),
  };
}

function judge(answer: string, known: Set<string>, response: ServerResponse): void {
  const [kind = '', action, score] = (answer.split(' ')[0] ?? '').split('-');
  if (kind === 'silent') return;
  const [status, body] = faulty[kind] ?? [200, JSON.stringify(verdictOn(answer, { kind, action, score }, known))];
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function verdictOn(
  answer: string,
  { kind, action, score }: { kind: string; action: string | undefined; score: string | undefined },
  known: Set<string>,
) {
  if (known.has(answer)) return { success: false, 'error-codes': ['timeout-or-duplicate'] };
  known.add(answer);
  const hostname = kind === 'elsewhere' ? 'evil.example.com' : 'localhost';
  return { success: true, hostname, action, score: Number(score) || 0, challenge_ts: '2030-01-01T00:00:00Z' };
}
