// While Redis is away nobody is let in, and nobody is mistaken for a guest. When it is back, so is everybody.

import { afterAll, expect, it } from 'vitest';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { openTestApp } from '../support/app.ts';
import { CookieClient } from '../support/browser.ts';
import { startOwnTime } from '../support/own-time.ts';
import { openStoppableRedis } from '../support/redis-server.ts';

const server = await openStoppableRedis(afterAll);
const app = await openTestApp({ redis: parseRedisUrl(server.url) });
const query = '{ viewer { session { id } } }';
const unavailable = { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] };

it('answers SERVICE_UNAVAILABLE within a second to whoever brings a token or a password', async () => {
  const token = await app.token();
  const [client, browser, socket] = [app.client(token), new CookieClient(app.endpoint), app.socket(token)];
  await browser.ask('mutation { sessionStart { viewer { session { id } } } }');
  const ways = {
    bearer: () => client.rawRequest(query).catch((error) => error.response),
    cookie: () => browser.ask(query),
    socket: () =>
      socket
        .iterate({ query })
        .next()
        .then(
          ({ value }) => value,
          (errors) => ({ errors }),
        ),
  };
  const found = { data: { viewer: { session: { id: expect.any(String) } } } };
  for (const [way, ask] of Object.entries(ways)) expect(await ask(), way).toMatchObject(found);

  // A stream of the same socket, which its refused operations must not end.
  const cart = socket.iterate<{ cartUpdated: object }>({ query: 'subscription { cartUpdated { quantity } }' });
  const closeCodes: number[] = [];
  socket.on('closed', (event) => closeCodes.push((event as CloseEvent).code));
  expect((await cart.next()).value).toEqual({ data: { cartUpdated: { quantity: 0 } } });

  await server.stop();
  const cookie = browser.cookie;
  const logIn = 'mutation { sessionLogIn(input: { email: "a@example.com", password: "a guess of it" }) { token } }';
  for (const [way, ask] of Object.entries({ ...ways, logIn: () => new CookieClient(app.endpoint).ask(logIn) })) {
    const sinceMs = startOwnTime();
    const refused = await ask();
    expect(sinceMs(), way).toBeLessThan(1_000);
    expect(refused, way).toMatchObject(unavailable);
    expect(refused.data?.viewer ?? null, way).toBeNull();
  }
  expect(browser.cookie).toBe(cookie);

  await server.start();
  for (const [way, ask] of Object.entries(ways)) await expect.poll(ask, { message: way }).toMatchObject(found);
  // Of itself the client closes a socket that nothing is running on, with 1000.
  expect(closeCodes.filter((code) => code !== 1000)).toEqual([]);
  await cart.return?.();
});
