import { useAction, useReading } from '../../data.ts';
import { formatCount } from '../../format.ts';
import { MissedSearchDeleteDocument, SearchWordsDocument, type SearchWordsQuery } from '../../generated/graphql.ts';
import { Problem } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { SynonymsPanel } from './synonyms-panel.tsx';

const askEveryMs = 10_000;

/** What shoppers look for in vain, and the words that find other words too. */
export function SearchWordsPage() {
  const reading = useReading(SearchWordsDocument, {}, askEveryMs);
  return (
    <Page title="Search words">
      <ReadingView reading={reading}>
        {({ missedSearches, searchSynonyms }) => (
          <>
            <MissedPanel missed={missedSearches} onChanged={reading.refresh} />
            <SynonymsPanel synonyms={searchSynonyms} onChanged={reading.refresh} />
          </>
        )}
      </ReadingView>
    </Page>
  );
}

interface MissedPanelProps {
  missed: SearchWordsQuery['missedSearches'];
  onChanged(): void;
}

function MissedPanel({ missed, onChanged }: MissedPanelProps) {
  const { run, busy, problem } = useAction(MissedSearchDeleteDocument);
  return (
    <Panel title="Searches that found nothing">
      {missed.length === 0 ? (
        <Empty title="No such searches.">
          A search that finds no product appears here when at least three shoppers have made it in the last four weeks.
        </Empty>
      ) : (
        <Table
          label="Searches that found nothing, the most frequent first"
          headings={['Search', '#Shoppers', 'Actions']}
        >
          {missed.map(({ search, count }) => (
            <tr key={search}>
              <td>{search}</td>
              <td className="number">{formatCount(count)}</td>
              <td>
                <button
                  type="button"
                  className="quiet"
                  disabled={busy}
                  onClick={() => void run({ input: { search } }).then(onChanged)}
                >
                  Take {search} off the list
                </button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {problem && <Problem>{problem}</Problem>}
    </Panel>
  );
}
