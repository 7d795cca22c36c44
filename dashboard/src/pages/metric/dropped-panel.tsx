import { useReading } from '../../data.ts';
import { TrafficDroppedDocument } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Panel } from '../../parts/page.tsx';
import type { Asked } from './asked.ts';
import { timesOf } from './period.ts';

const askEveryMs = 30_000;

const names: Record<string, string> = {
  'bot:bot': 'Crawlers and other bots',
  'bot:headless': 'Headless browsers',
  'bot:library': 'HTTP libraries',
  'bot:no_user_agent': 'No user agent',
  invalid: 'Not usable',
  too_late: 'More than 7 days late',
  visitor_limit: 'Over 5,000 of one visitor on a day',
};

/** What was sent and is in none of the numbers of the page. Nothing is drawn where there is none. */
export function DroppedPanel({ site, period, zone, filtering: { filter } }: Asked) {
  const { data } = useReading(TrafficDroppedDocument, { site, ...timesOf(period, zone) }, askEveryMs);
  const dropped = data?.metrics.dropped ?? [];
  if (dropped.length === 0) return null;
  const entries = dropped.map(({ key, count }) => ({ key: names[key] ?? key, count }));
  return (
    <Panel title="Not counted" actions={filter && <p className="muted">All events; filters do not apply</p>}>
      <BarList label="Events refused by reason" entries={entries} />
    </Panel>
  );
}
