import { useReading } from '../../data.ts';
import { formatName } from '../../format.ts';
import { type Dimension, TrafficTopDocument } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import type { Asked } from './asked.ts';
import { timesOf } from './period.ts';
import { fieldOf, fieldRule } from './visit-filter.ts';

const askEveryMs = 30_000;

export const dimensions: readonly Dimension[] = [
  'PAGE',
  'ENTRY_PAGE',
  'EXIT_PAGE',
  'SOURCE',
  'REFERRER',
  'CAMPAIGN',
  'COUNTRY',
  'REGION',
  'DEVICE',
  'BROWSER',
  'OS',
  'LANGUAGE',
  'EVENT',
  'TRANSITION',
  'OUTBOUND',
  'DOWNLOAD',
  'NOT_FOUND',
  'TIME_ON_PAGE',
  'UTM_SOURCE',
  'UTM_MEDIUM',
  'UTM_TERM',
  'UTM_CONTENT',
];

const ownNames: Partial<Record<Dimension, string>> = {
  OUTBOUND: 'Links away',
  DOWNLOAD: 'Downloads',
  TIME_ON_PAGE: 'Seconds on page',
};

export function dimensionName(dimension: Dimension): string {
  const field = fieldOf(dimension);
  return ownNames[dimension] ?? (field ? fieldRule(field).label : formatName(dimension));
}

/** Collects what is too rare to be kept apart: no value that a filter could name. */
const rest = '(other)';

interface TopPanelProps extends Asked {
  dimension: Dimension;
  onChoose(dimension: Dimension): void;
}

/** The most frequent values of a dimension. A value becomes a condition of the filter when it is chosen. */
export function TopPanel({ dimension, onChoose, ...asked }: TopPanelProps) {
  const { filtering } = asked;
  const isKept = fieldOf(dimension) !== undefined;
  return (
    <Panel
      title="Top"
      actions={
        <Choice
          label="Group by"
          value={dimension}
          options={dimensions.map((value) => ({ value, label: dimensionName(value) }))}
          onChange={onChoose}
        />
      }
    >
      {filtering.filter && !isKept ? (
        <Empty title="This list cannot be filtered.">
          Mortar does not keep these values by visit. Choose another list, or remove the filters.
        </Empty>
      ) : (
        <TopList key={dimension} dimension={dimension} {...asked} />
      )}
    </Panel>
  );
}

function TopList({ site, zone, period, filtering, dimension }: Asked & { dimension: Dimension }) {
  const asked = { site, dimension, filter: filtering.filter, ...timesOf(period, zone) };
  const reading = useReading(TrafficTopDocument, asked, askEveryMs);
  const field = fieldOf(dimension);
  const choose = field && ((value: string) => filtering.add({ field, negated: false, values: [value] }));
  return (
    <ReadingView reading={reading}>
      {({ metrics: { top } }) => {
        if (top === null) return <Empty title="Mortar no longer has these numbers." />;
        if (top.length === 0)
          return <NothingCounted isFiltered={filtering.filter !== undefined} dimension={dimension} />;
        return <BarList label={`Top by ${dimensionName(dimension)}`} entries={top} onChoose={choose} rest={rest} />;
      }}
    </ReadingView>
  );
}

function NothingCounted({ isFiltered, dimension }: { isFiltered: boolean; dimension: Dimension }) {
  if (isFiltered) return <Empty title="No visit meets all filters.">Remove a filter, or choose another period.</Empty>;
  if (dimension !== 'PAGE') return <Empty title="Nothing of this kind in this period." />;
  return (
    <Empty title="No events in this period.">
      Choose another period, or <Link page="connect">add the tracking script</Link> to your pages.
    </Empty>
  );
}
