// /log-in/callback/*: where providers send people back to. The page gets what they bring behind the #, where no log and no Referer
// shows it. Apple posts it from its own site, without the cookies of this one: the page that opens then has them.

import type { ProviderSetUp } from '../../redis/account/provider.ts';
import { providerLimits } from '../../redis/account/provider.ts';
import type { Route } from '../http/http-server.ts';
import { readBody } from '../http/read-body.ts';
import { sendJson } from '../http/send-json.ts';

const start = '/log-in/callback/';
/** What a provider answers with. Nothing else goes on to the page. */
const passedOn = ['code', 'state', 'iss', 'error', 'error_description'];

export function providerRoutes(setUp: ProviderSetUp | undefined): Route[] {
  if (!setUp || setUp.providers.length === 0) return [];
  const known = new Set(setUp.providers.map(({ id }) => id));
  return [
    {
      path: `${start}*`,
      methods: ['GET', 'POST'],
      async handle({ request, response, path }) {
        const provider = path.slice(start.length);
        const text =
          request.method === 'POST'
            ? String((await readBody(request)) ?? '')
            : new URL(request.url ?? '', 'http://localhost').search;
        if (!known.has(provider) || text.length > providerLimits.callbackCharacters)
          return sendJson(response, 404, { error: 'There is no such log-in.' });
        const given = new URLSearchParams(text);
        const brought = new URLSearchParams({ provider });
        for (const name of passedOn) {
          const value = given.get(name);
          if (value !== null) brought.set(name, value);
        }
        response.writeHead(303, { location: `${setUp.pageUrl}#${brought}`, 'cache-control': 'no-store' }).end();
      },
    },
  ];
}
