import { useEffect } from 'react';
import { useFeed, useReading } from '../../data.ts';
import { ServiceChangedDocument, ServicesDocument } from '../../generated/graphql.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { InstanceTable } from './instance-table.tsx';

/** Heartbeats that change nothing are not announced, but move the times that are shown. */
const askEveryMs = 5_000;

/** Every service with its instances. */
export function ServicesPage() {
  const reading = useReading(ServicesDocument, {}, askEveryMs);
  const { deliveries } = useFeed(ServiceChangedDocument, {}, 1);
  const { refresh } = reading;
  useEffect(() => {
    if (deliveries.length > 0) refresh();
  }, [deliveries, refresh]);
  return (
    <Page title="Services">
      <ReadingView reading={reading}>
        {({ services }) =>
          services.length === 0 ? (
            <Empty title="No service is registered.">
              A service appears when one of its processes registers:{' '}
              <a href="/dashboard/docs/services.html">services.md</a> shows how.
            </Empty>
          ) : (
            services.map(({ id, name, instances }) => {
              const up = instances.filter(({ status }) => status === 'UP').length;
              return (
                <Panel
                  key={id}
                  title={name}
                  actions={
                    <p className="muted">
                      {up} of {instances.length} up
                    </p>
                  }
                >
                  <InstanceTable service={name} instances={instances} />
                </Panel>
              );
            })
          )
        }
      </ReadingView>
    </Page>
  );
}
