import { useReading } from '../../data.ts';
import { formatAgo, formatBytes, formatCount } from '../../format.ts';
import { TopicDocument, type TopicNumbersFragment } from '../../generated/graphql.ts';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty, Missing } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import { DeadCount } from './dead-count.tsx';
import { Tail } from './tail.tsx';

const askEveryMs = 3_000;
const headings = ['Group', '#Behind', '#Pending', '#Dead', '#Missed', 'Last asked'];

/** One topic: what it holds, how far its groups are, its messages as they come. */
export function TopicPage({ name }: { name: string }) {
  const reading = useReading(TopicDocument, { name }, askEveryMs);
  return (
    <Page title={name}>
      <p>
        <Link page="topics">All topics</Link>
      </p>
      <ReadingView reading={reading}>
        {({ topic }) =>
          topic ? (
            <TopicView topic={topic} />
          ) : (
            <Missing title={`There is no topic "${name}".`}>
              A topic appears with its first message. Mortar deletes one that nobody uses for 30 days.
            </Missing>
          )
        }
      </ReadingView>
    </Page>
  );
}

function TopicView({ topic }: { topic: TopicNumbersFragment }) {
  const { name, parts, messages, bytes, publishedAt, oldestAt, listeners, groups } = topic;
  return (
    <>
      <Figures label="The topic in numbers">
        <Figure
          label="Messages"
          value={formatCount(messages)}
          hint={oldestAt === null ? 'none is kept' : `the oldest: ${formatAgo(oldestAt)}`}
        />
        <Figure
          label="Size"
          value={formatBytes(bytes)}
          hint={`at most 16 MiB${parts === 1 ? '' : ` in each of ${parts} parts`} unless its publishers say otherwise`}
        />
        <Figure label="Listeners" value={formatCount(listeners)} hint="processes notified of new messages" />
        <Figure label="Last published" value={publishedAt === null ? '–' : formatAgo(publishedAt)} />
      </Figures>
      <Panel title="Groups">
        {groups.length === 0 ? (
          <Empty title="No group consumes this topic.">
            A group appears with its first consumer. Subscribers of the API are in no group.
          </Empty>
        ) : (
          <Table label="Groups of this topic" headings={headings}>
            {groups.map(({ name, lag, pending, dead, missed, seenAt }) => (
              <tr key={name}>
                <td>{name}</td>
                <td className="number">{formatCount(lag)}</td>
                <td className="number">{formatCount(pending)}</td>
                <td className="number">
                  <DeadCount count={dead} />
                </td>
                <td className="number">{formatCount(missed)}</td>
                <td>{formatAgo(seenAt)}</td>
              </tr>
            ))}
          </Table>
        )}
      </Panel>
      <Tail topic={name} />
    </>
  );
}
