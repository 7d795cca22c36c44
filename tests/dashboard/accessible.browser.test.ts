// Every page of the dashboard in both themes, on a wide, a low and a narrow screen: judged by axe, and as the keyboard reaches it.

import axe from 'axe-core';
import { expect, it, vi } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';
import { fillEveryPage, openAddresses } from './every-page.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const addresses = await fillEveryPage(app.stores);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(10_000);
await page.addInitScript(axe.source);

const wide = { width: 1440, height: 900 };
const low = { width: 1280, height: 480 };
const narrow = { width: 390, height: 844 };

async function open(address: string): Promise<void> {
  await page.goto(`${app.url}/dashboard/${address}`);
  await page.locator('h1').waitFor();
  await expect.poll(() => page.locator('.placeholder').count()).toBe(0);
}

/** What axe finds, as `rule: element`. */
async function violations(): Promise<string[]> {
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** What axe still finds when the page has followed a new size: what scrolls takes the focus a moment later. */
async function lastingViolations(): Promise<string[]> {
  let faults: string[] = [];
  const findNone = async (): Promise<void> => {
    faults = await violations();
    expect(faults).toEqual([]);
  };
  await vi.waitFor(findNone, { timeout: 3_000, interval: 100 }).catch(() => undefined);
  return faults;
}

const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function examine(address: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      const faults = await lastingViolations();
      if (faults.length > 0) found[`${address || 'log in'}, ${colorScheme}, ${size.width}`] = faults;
    }
  }
  if ((await overflow()) > 0) found[`${address || 'log in'}, width`] = 'scrolls sideways';
  return found;
}

it('has no fault by axe on any page, and no page wider than a phone', { timeout: 300_000 }, async () => {
  const found: Record<string, unknown> = {};
  for (const address of openAddresses) {
    await open(address);
    Object.assign(found, await examine(address));
  }
  await logIn(window, app);
  for (const address of addresses) {
    await open(address);
    Object.assign(found, await examine(address));
  }
  expect(found).toEqual({});
});

it('reaches every page on a low screen and on a phone', async () => {
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  await page.setViewportSize(low);
  await open('live');
  const names = await links.allInnerTexts();
  await links.last().focus();
  await expect.poll(() => links.last().isVisible()).toBe(true);
  const box = await links.last().boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(low.height);
  await page.setViewportSize(narrow);
  const menu = page.getByRole('button', { name: 'Menu' });
  for (const name of names) {
    await menu.click();
    await links
      .getByText(name, { exact: true })
      .or(page.getByRole('link', { name, exact: true }))
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    expect(await links.first().isVisible()).toBe(false);
  }
});

it('shows all pages of the navigation at once on the screen of a laptop', async () => {
  await page.setViewportSize(wide);
  await open('live');
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  expect(await navigation.evaluate((nav) => nav.scrollHeight - nav.clientHeight)).toBe(0);
});

it.each(['accounts', 'queues/work?state=dead', 'catalogue', 'security'])(
  'has the button of a search or a name beside its field on a phone, at %s',
  async (address) => {
    await page.setViewportSize(narrow);
    await open(address);
    const form = page.locator('form.actions:has(input):has(button[type=submit])').first();
    const field = await form.locator('input').last().boundingBox();
    const button = await form.locator('button[type=submit]').boundingBox();
    expect(Math.abs((field?.y ?? 0) - (button?.y ?? 999))).toBeLessThan(2);
  },
);

it('has fields that everyone can find, by their contrast', async () => {
  await open('profile');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const contrast = await page
      .locator('main input')
      .first()
      .evaluate((input) => {
        const { borderTopColor, backgroundColor } = getComputedStyle(input);
        const [high = 0, low = 0] = [borderTopColor, backgroundColor]
          .map((colour) => {
            const channels = (colour.match(/\d+/g) ?? []).slice(0, 3).map((channel) => Number(channel) / 255);
            const linear = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
            return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
          })
          .sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
      });
    expect(contrast, colorScheme).toBeGreaterThan(3);
  }
});

it('shows totals on a phone without scrolling', async () => {
  await page.setViewportSize(narrow);
  await open(addresses.find((address) => address.startsWith('all-orders/')) as string);
  const box = await page.getByRole('region', { name: 'Lines' }).getByText('€20.00').last().boundingBox();
  expect(box?.x).toBeGreaterThan(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(narrow.width);
});

it('skips to the content, and gives the heading the focus after a navigation', async () => {
  await page.setViewportSize(wide);
  await open('queues');
  const focused = () =>
    page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent}`);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('A Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  await open('queues');
  await page.getByRole('link', { name: 'Services' }).press('Enter');
  await expect.poll(focused).toBe('H1 Services');
  await page.goBack();
  await expect.poll(focused).toBe('H1 Queues');
});
