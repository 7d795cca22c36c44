import { useReading } from '../../data.ts';
import { ActivityDocument } from '../../generated/graphql.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { AuditTable } from './audit-table.tsx';

const askEveryMs = 10_000;

/** What was done to the reader's own account: log-ins, and what else concerns its security. */
export function ActivityPage() {
  const pages = usePages();
  const reading = useReading(ActivityDocument, { after: pages.after }, askEveryMs);
  return (
    <Page title="Activity">
      <ReadingView reading={reading}>
        {({ viewer: { user } }) =>
          user && (
            <Panel title="Your account" actions={<Pager pages={pages} pageInfo={user.activity.pageInfo} />}>
              {user.activity.edges.length === 0 ? (
                <Empty title="No activity yet." />
              ) : (
                <AuditTable entries={user.activity.edges} />
              )}
            </Panel>
          )
        }
      </ReadingView>
    </Page>
  );
}
