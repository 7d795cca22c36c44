import { Suspense, useCallback, useEffect, useState } from 'react';
import { Provider } from 'urql';
import { Boundary } from './boundary.tsx';
import { createDashboardClient } from './client.ts';
import { Frame } from './frame.tsx';
import { healthWatch, useRecoveries } from './health.ts';
import { OutageBanner } from './outage-banner.tsx';
import { openPages } from './pages/index.ts';
import { Loading } from './parts/states.tsx';
import { announceArrival, usePlace } from './routing.tsx';
import { SessionGate } from './session.tsx';
import { useTheme } from './theme.ts';
import { versionWatch } from './version.ts';
import { VersionBanner } from './version-banner.tsx';

/** The whole page. A log-in or log-out starts over with a new client, so that its socket carries the new cookie. */
export function App() {
  const [{ generation, client }, setState] = useState(() => ({ generation: 0, client: newClient() }));
  const startOver = useCallback(() => {
    client.dispose();
    announceArrival();
    setState({ generation: generation + 1, client: newClient() });
  }, [client, generation]);

  useTheme();
  const { page } = usePlace();
  const OpenPage = openPages.get(page);

  useEffect(() => healthWatch.start(), []);
  useEffect(() => versionWatch.start(), []);

  // A server that comes back may be a newer one.
  const recoveries = useRecoveries();
  useEffect(() => {
    if (recoveries > 0) void versionWatch.ask();
  }, [recoveries]);

  return (
    <Provider value={client.urql} key={generation}>
      <OutageBanner />
      <VersionBanner />
      <Boundary key={page}>
        {OpenPage ? (
          <Suspense fallback={<Loading />}>
            <OpenPage onSession={startOver} />
          </Suspense>
        ) : (
          <SessionGate onChange={startOver}>
            {(account) => <Frame account={account} onLogOut={startOver} />}
          </SessionGate>
        )}
      </Boundary>
    </Provider>
  );
}

function newClient() {
  return createDashboardClient({ onTrouble: healthWatch.ask });
}
