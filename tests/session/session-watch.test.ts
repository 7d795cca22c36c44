// Thousands of streams of one session are looked after together: what comes at once is one look, and each hears of its change.

import { expect, it } from 'vitest';
import { SessionWatch } from '../../src/live/session-watch.ts';
import type { ActiveSession } from '../../src/redis/session/active.ts';

const token = { owner: `u${'a'.repeat(16)}`, name: 'b'.repeat(12) };
const id = `${token.owner}.${token.name}`;

/** A session whose rights may change while it is looked up. */
function watchSession() {
  let looks = 0;
  let rights = 'old';
  let rightsChanged = (_owner: string): void => {};
  const session = (known: string): ActiveSession => {
    const now = new Date();
    return { id, rights: known, token, judgedAt: now, expiresAt: new Date(now.getTime() + 3_600_000) } as ActiveSession;
  };
  const sessions = {
    endedChannel: 'ended',
    rightsChannel: 'rights',
    look: async () => {
      looks += 1;
      const found = session(rights);
      await new Promise((resolve) => setImmediate(resolve));
      return found;
    },
  };
  const live = {
    listen: (channel: string, listener: (text: string) => void) => {
      if (channel === 'rights') rightsChanged = listener;
      return () => {};
    },
  };
  const watch = new SessionWatch(live as never, { sessions, apiKeys: {} } as never);
  return {
    watch,
    session,
    looks: () => looks,
    change: (to: string) => {
      rights = to;
      rightsChanged(token.owner);
    },
  };
}

it('looks once for all that come at once, and tells each what has changed since', async () => {
  const { watch, session, looks, change } = watchSession();
  const heard: string[] = [];
  const add = (known: string, name: string) =>
    watch.watchRights(session(known), ({ rights }) => void heard.push(`${name} ${rights}`));
  for (let stream = 0; stream < 2_000; stream += 1) add('old', 'one');
  // One that comes while the first is looked up, with rights that are not those of the session any more.
  add('older', 'late');
  await expect.poll(() => heard).toEqual(['late old']);
  expect(looks()).toBeLessThanOrEqual(3);
  change('new');
  await expect.poll(() => heard.length).toBe(2_002);
  expect(new Set(heard)).toEqual(new Set(['late old', 'one new', 'late new']));
  watch.close();
});
