import type { TrafficQuery } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Panel } from '../../parts/page.tsx';

const names: Record<string, string> = {
  'bot:bot': 'Crawlers and other bots',
  'bot:headless': 'Headless browsers',
  'bot:library': 'HTTP libraries',
  'bot:no_user_agent': 'No user agent',
  invalid: 'Not usable',
  too_late: 'More than 7 days late',
  visitor_limit: 'Over 5,000 of one visitor on a day',
};

/** What was sent and is in none of the numbers above. */
export function DroppedPanel({ dropped }: { dropped: NonNullable<TrafficQuery['metrics']['dropped']> }) {
  const entries = dropped.map(({ key, count }) => ({ key: names[key] ?? key, count }));
  return (
    <Panel title="Not counted">
      <BarList label="Events refused by reason" entries={entries} />
    </Panel>
  );
}
