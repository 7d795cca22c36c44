import { useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { createDashboardClient } from '../../client.ts';
import { useReading } from '../../data.ts';
import { SharedSiteDocument, type SharedSiteState } from '../../generated/graphql.ts';
import { healthWatch } from '../../health.ts';
import { tokenOfLink } from '../../link-token.ts';
import { Card } from '../../parts/card.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Page } from '../../parts/page.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { Traffic } from './traffic-page.tsx';

const askEveryMs = 60_000;

/** The traffic of a site for who has a share link of it. */
export function SharePage() {
  const [token] = useState(tokenOfLink);
  const [password, setPassword] = useState('');
  const client = useMemo(
    () =>
      createDashboardClient(
        { onTrouble: healthWatch.ask },
        {
          ...(token && { 'x-mortar-share': token }),
          ...(password && { 'x-mortar-share-password': encodeURIComponent(password) }),
        },
      ),
    [token, password],
  );
  useEffect(() => () => client.dispose(), [client]);
  return (
    <Provider value={client.urql} key={password}>
      <Shared onPassword={setPassword} />
    </Provider>
  );
}

function Shared({ onPassword }: { onPassword(password: string): void }) {
  const reading = useReading(SharedSiteDocument, {}, askEveryMs);
  const site = reading.data?.sharedSite;
  if (site && site.state !== 'OPEN') return <AskForPassword state={site.state} onPassword={onPassword} />;
  return (
    <main id="content">
      <Page title={site?.name ?? 'Shared figures'}>
        <ReadingView reading={reading}>
          {({ sharedSite }) =>
            sharedSite?.name ? (
              <Traffic site={sharedSite.name} zone={sharedSite.timezone ?? 'UTC'} editable={false} shared />
            ) : (
              <Missing title="This link does not work.">
                It may have ended, or somebody has revoked it. Ask for another one.
              </Missing>
            )
          }
        </ReadingView>
      </Page>
    </main>
  );
}

const problems: Partial<Record<SharedSiteState, string>> = {
  PASSWORD_WRONG: 'The password is wrong.',
  LOCKED: 'Too many wrong passwords. Please try again in an hour.',
};

function AskForPassword({ state, onPassword }: { state: SharedSiteState; onPassword(password: string): void }) {
  const [password, setPassword] = useState('');
  const problem = problems[state];
  return (
    <Card title="Shared figures" onSubmit={() => onPassword(password)}>
      <p>These figures need the password of the link.</p>
      <PasswordField label="Password" value={password} onChange={setPassword} />
      {problem && <Problem>{problem}</Problem>}
      <button type="submit" className="primary">
        Show the figures
      </button>
    </Card>
  );
}
