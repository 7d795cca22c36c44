// The viewer, whoever asks, and where an account is logged in.

import { userSessions, viewerUser } from '../../resolvers/account.ts';
import { type ViewerShape, viewer, viewerSession, viewerSessions } from '../../resolvers/session.ts';
import { User } from '../account.ts';
import { builder } from '../base/builder.ts';
import { Session } from './session.ts';

export const Viewer = builder.objectRef<ViewerShape>('Viewer').implement({
  description: 'Whoever asks: an account, a guest, or nobody yet.',
  fields: (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account; null for a guest.',
      resolve: (_viewer, _args, context) => viewerUser(context),
    }),
    session: t.field({
      type: Session,
      nullable: true,
      description: 'The session; null for who has none.',
      resolve: (_viewer, _args, context) => viewerSession(context),
    }),
    sessions: t.field({
      type: [Session],
      complexity: { multiplier: 20 },
      description: 'All sessions of the account, the most recently used first: the list of devices.',
      resolve: (_viewer, _args, context) => viewerSessions(context),
    }),
  }),
});

builder.objectField(User, 'sessions', (t) =>
  t.field({
    type: [Session],
    complexity: { multiplier: 20 },
    description: 'Where it is logged in, the most recently used first.',
    resolve: (account, _args, context) => userSessions(account, context),
  }),
);

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Whoever asks.',
    authScopes: { public: true },
    resolve: () => viewer,
  }),
);
