// What a resolver is given where the answer is going to be shared: everything but the caller. One that looks at the caller all
// the same gets nothing to see, and what it answers is not shared.

import type { SessionWatch } from '../../live/session-watch.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { CallerConnection, ClientFacts, Context, SessionCookies } from '../../resolvers/base/context.ts';

/** `onLook` is called when something of the caller is asked for, which then throws. */
export function withoutCaller({ stores, live, unsentMail, closing }: Context, onLook: () => void): Context {
  const look = (): never => {
    onLook();
    throw new Error('A shared execution has no caller');
  };
  return {
    stores,
    live,
    unsentMail,
    closing,
    // With a dead one nothing is subscribed to.
    deadCredential: null,
    get session(): ActiveSession | null {
      return look();
    },
    get client(): ClientFacts {
      return look();
    },
    get cookies(): SessionCookies {
      return look();
    },
    get caller(): CallerConnection {
      return look();
    },
    get sessionWatch(): SessionWatch {
      return look();
    },
  };
}
