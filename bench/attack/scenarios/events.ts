// Events of sites that do not exist, each with a site, a visitor and a path of its own.

import { type Attack, inLanes } from '../attack.ts';

const eventsPerRequest = 500;

export const attack: Attack = {
  about: 'Posts 500 events at a time to /collect, for a new site with new visitors and paths each time.',
  run: (context) => {
    const { url, tally } = context;
    let serial = 0;
    return inLanes(8, context, async () => {
      const site = `site${serial++}`;
      const events = Array.from({ length: eventsPerRequest }, (_, index) => ({
        eventId: `${site}-${index}`,
        type: 'PAGE_VIEW',
        visitorId: `${site}-v${index}`,
        path: `/${site}/${index}/${'p'.repeat(100)}`,
      }));
      tally.sent++;
      const response = await fetch(`${url}/collect`, { method: 'POST', body: JSON.stringify({ site, events }) });
      await response.arrayBuffer();
      tally.answered(response.status);
    });
  },
};
