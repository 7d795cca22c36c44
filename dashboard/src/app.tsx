import { Suspense, useCallback, useEffect, useState } from 'react';
import { Provider } from 'urql';
import { createDashboardClient } from './client.ts';
import { Frame } from './frame.tsx';
import { healthWatch } from './health.ts';
import { OutageBanner } from './outage-banner.tsx';
import { openPages } from './pages/index.ts';
import { usePlace } from './routing.tsx';
import { SessionGate } from './session.tsx';
import { useTheme } from './theme.ts';

/** The whole page. A log-in or log-out starts over with a new client, so that its socket carries the new cookie. */
export function App() {
  const [{ generation, client }, setState] = useState(() => ({ generation: 0, client: newClient() }));
  const startOver = useCallback(() => {
    client.dispose();
    setState({ generation: generation + 1, client: newClient() });
  }, [client, generation]);

  useTheme();
  const OpenPage = openPages.get(usePlace().page);

  useEffect(() => healthWatch.start(), []);

  return (
    <Provider value={client.urql} key={generation}>
      <OutageBanner />
      {OpenPage ? (
        <Suspense>
          <OpenPage onSession={startOver} />
        </Suspense>
      ) : (
        <SessionGate onChange={startOver}>{(account) => <Frame account={account} onLogOut={startOver} />}</SessionGate>
      )}
    </Provider>
  );
}

function newClient() {
  return createDashboardClient({ onTrouble: healthWatch.ask });
}
