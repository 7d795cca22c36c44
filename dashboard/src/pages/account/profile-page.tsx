import { useReading } from '../../data.ts';
import { ProfileDocument } from '../../generated/graphql.ts';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { ConsentPanel } from './consent-panel.tsx';
import { LogInPanel } from './log-in-panel.tsx';
import { OwnDataPanel } from './own-data-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';

/** Who the reader is, what he has agreed to, and where he has logged in lately. */
export function ProfilePage() {
  const reading = useReading(ProfileDocument, {});
  return (
    <Page title="Profile">
      <ReadingView reading={reading}>
        {({ viewer: { user } }) =>
          user && (
            <>
              <ProfilePanel profile={user} onChanged={reading.refresh} />
              <ConsentPanel consents={user.consents} onChanged={reading.refresh} />
              <LogInPanel logIns={user.logIns} />
              <OwnDataPanel email={user.email} />
            </>
          )
        }
      </ReadingView>
    </Page>
  );
}
