// What a program of tests/clients runs against: a Mortar with a small shop that can be restarted, and a second one on the same data that
// stays.

import { afterAll, beforeAll } from 'vitest';
import { type App, type AppSettings, startApp } from '../../src/app.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { openTestApp, type TestApp } from './app.ts';
import { quietAppSettings } from './app-settings.ts';
import { serveControl } from './client-control.ts';
import { openClientFolder, runProgram } from './client-folder.ts';
import { patient, testRedisUrl, uniquePrefix } from './redis.ts';

export interface ClientApp {
  /** The one that stays. */
  readonly beside: TestApp;
  /** Runs a program of the client against the other one. @throws what it prints, if it fails. */
  run(...args: string[]): Promise<string>;
  /** Where the client's programs are, once they are installed. */
  folder(): string;
}

/** Call it at the top of a test file. @param client a folder of tests/clients */
export async function openClientApp(client: string, settings: Partial<AppSettings> = {}): Promise<ClientApp> {
  const keyPrefix = uniquePrefix();
  const beside = await openTestApp({ keyPrefix });
  const start = (port: number): Promise<App> =>
    startApp({
      redis: parseRedisUrl(testRedisUrl()),
      ...quietAppSettings,
      keyPrefix,
      rateLimits: patient,
      port,
      introspection: true,
      ...settings,
    });
  let app = await start(0);
  const { url } = app;
  afterAll(() => app.close());
  const control = await serveControl({
    restart: async () => {
      await app.close();
      app = await start(Number(new URL(url).port));
    },
    publish: ({ topic = '', payload = '' }) => beside.stores.messages.publish(topic, payload),
    product: ({ sku = '', name = '' }) => stock(beside, sku, name),
  });
  let folder: string;
  let token: string;
  beforeAll(async () => {
    folder = await openClientFolder(client);
    token = await beside.token('ADMIN');
    await stock(beside, 'mug', 'Mug');
    await stock(beside, 'cup', 'Cup');
  }, 180_000);
  const env = () => ({ MORTAR_ENDPOINT: `${url}/graphql`, MORTAR_CONTROL: control, MORTAR_TOKEN: token });
  return { beside, folder: () => folder, run: (...args) => runProgram(folder, args, env()) };
}

function stock({ stores }: TestApp, sku: string, name: string): Promise<unknown> {
  const price = { minor: 1_400n, currency: 'EUR' };
  return stores.catalogue.setMany([{ sku, name, description: null, tags: [], price, active: true }]);
}
