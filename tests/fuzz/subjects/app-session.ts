// Sessions of an app's own, part of the subject account.

import { AppSessions } from '../../../src/redis/session/app-session.ts';
import type { FuzzSubject, World } from '../subject.ts';

const session = { cookie: '{}', data: '{"seen":1}' };

const sessionsOf = ({ redis }: World): AppSessions => new AppSessions(redis, 'fuzz');

async function kept(world: World): Promise<string> {
  const id = `app-${world.next()}`;
  await sessionsOf(world).keep(id, session, 60_000);
  return id;
}

export const appSessionMethods: FuzzSubject['methods'] = {
  'appSessions.keep': {
    good: ({ next }) => [`app-${next()}`, session, 60_000],
    done: async (world, [id]) => ((await sessionsOf(world).find(id as string)) ? null : 'the session is not kept'),
  },
  'appSessions.touch': { good: async (world) => [await kept(world), '{"path":"/"}', 60_000] },
  'appSessions.find': { good: async (world) => [await kept(world)] },
  'appSessions.end': { good: async (world) => [await kept(world)] },
  'appSessions.all': { good: () => [] },
  'appSessions.count': { good: () => [] },
  'appSessions.endAll': { good: () => [] },
};
