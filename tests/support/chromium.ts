// Windows of a browser, for tests.

import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchBrowser } from './launch-browser.ts';

/**
 * A browser window with cookies of its own, closed after the file's tests. Any error in one of its pages fails them.
 * @param userAgent what it says that it is; else the headless Chromium that it is, whose visits are not counted.
 */
export async function openWindow(userAgent?: string): Promise<BrowserContext> {
  const browser = await launchBrowser(userAgent ? [`--user-agent=${userAgent}`] : []);
  // Without a locale Chromium reports one that Intl refuses.
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1200, height: 800 } });
  const errors: Error[] = [];
  context.on('weberror', (thrown) => errors.push(thrown.error()));
  afterAll(async () => {
    await browser.close();
    if (errors.length > 0) throw new AggregateError(errors, 'a page threw errors');
  });
  return context;
}

/** What a button of a page saves as a file. */
export async function savedBy(page: Page, click: () => Promise<void>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFileSync(await file.path(), 'utf8');
}
