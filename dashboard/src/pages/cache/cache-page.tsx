import { useMemo, useState } from 'react';
import { useReading } from '../../data.ts';
import { formatCount, formatPercent, formatShort } from '../../format.ts';
import { CacheDocument, type CacheQuery } from '../../generated/graphql.ts';
import { Chart } from '../../parts/chart.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Caution } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { InvalidatePanel } from './invalidate-panel.tsx';

type Cache = CacheQuery['cache'];

const askEveryMs = 3_000;
const periods = [
  { value: '60', label: '1 hour' },
  { value: '360', label: '6 hours' },
  { value: '2880', label: '48 hours' },
] as const;

/** What the cache saves, in numbers and by minute; and the way to end values before their time. */
export function CachePage() {
  const [minutes, setMinutes] = useState<(typeof periods)[number]['value']>('60');
  const reading = useReading(CacheDocument, { lastMinutes: Number(minutes) }, askEveryMs);
  return (
    <Page title="Cache">
      <ReadingView reading={reading}>
        {({ cache }) => (
          <>
            <Numbers cache={cache} />
            <Panel
              title="Hits and misses per minute"
              actions={<Choice label="Period" value={minutes} options={periods} onChange={setMinutes} />}
            >
              <Series points={cache.series} />
            </Panel>
          </>
        )}
      </ReadingView>
      <InvalidatePanel onInvalidated={reading.refresh} />
    </Page>
  );
}

function Numbers({ cache }: { cache: Cache }) {
  const asked = Number(cache.hits) + Number(cache.misses);
  const failed = Number(cache.loadErrors);
  return (
    <>
      <Figures label="The cache in numbers">
        <Figure
          label="Hit rate"
          value={asked === 0 ? '–' : formatPercent(cache.hitRate)}
          hint={`${formatShort(Number(cache.hits))} of ${formatShort(asked)} reads`}
        />
        <Figure label="From memory" value={formatShort(Number(cache.memoryHits))} hint="hits without Redis" />
        <Figure label="Entries" value={formatShort(Number(cache.entries))} hint="values in Redis" />
        <Figure
          label="Loads"
          value={formatShort(Number(cache.loads))}
          hint={`${formatShort(failed)} failed`}
          tone={failed > 0 ? 'bad' : 'plain'}
        />
        <Figure label="Invalidations" value={formatShort(Number(cache.invalidations))} hint="keys and tags" />
      </Figures>
      {Number(cache.staleHits) > 0 && (
        <Caution>{formatCount(cache.staleHits)} hits returned a stale value while a new one was loaded.</Caution>
      )}
    </>
  );
}

function Series({ points }: { points: Cache['series'] }) {
  const { times, series } = useMemo(
    () => ({
      times: points.map(({ at }) => Date.parse(at)),
      series: [
        { label: 'Hits', values: points.map(({ hits }) => Number(hits)), tone: 'accent' as const },
        { label: 'Misses', values: points.map(({ misses }) => Number(misses)), tone: 'bad' as const },
      ],
    }),
    [points],
  );
  return (
    <Chart
      label="Hits and misses by minute"
      unit={{ kind: 'count', name: 'reads per minute' }}
      step={60_000}
      empty="No reads in this period."
      times={times}
      series={series}
    />
  );
}
