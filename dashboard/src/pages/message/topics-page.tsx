import { useReading } from '../../data.ts';
import { formatAgo, formatBytes, formatCount } from '../../format.ts';
import { type TopicNumbersFragment, TopicsDocument } from '../../generated/graphql.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { DeadCount } from './dead-count.tsx';
import { TopicPage } from './topic-page.tsx';

const askEveryMs = 3_000;

const headings = ['Topic', '#Messages', '#Size', '#Listeners', '#Groups', '#Most behind', '#Dead', 'Last published'];

/** All topics, or the one that the address names. */
export function TopicsPage({ item }: PageProps) {
  return item === undefined ? <TopicList /> : <TopicPage name={item} />;
}

function TopicList() {
  const pages = usePages();
  const reading = useReading(TopicsDocument, { after: pages.after }, askEveryMs);
  return (
    <Page title="Topics">
      <ReadingView reading={reading}>
        {({ topics: { nodes: topics, pageInfo } }) =>
          topics.length === 0 && pages.isFirst ? (
            <Empty title="There are no topics yet.">
              A topic appears with its first message: <a href="/dashboard/docs/messages.html">messages.md</a> shows how
              to publish one.
            </Empty>
          ) : (
            <Panel title="All topics">
              <Table label="Topics" headings={headings}>
                {topics.map((topic) => (
                  <TopicRow key={topic.id} topic={topic} />
                ))}
              </Table>
              <Pager pages={pages} pageInfo={pageInfo} labels={['Back', 'More']} />
            </Panel>
          )
        }
      </ReadingView>
    </Page>
  );
}

function TopicRow({ topic }: { topic: TopicNumbersFragment }) {
  const { name, messages, bytes, listeners, groups, publishedAt } = topic;
  const furthest = groups.reduce((most, { lag }) => Math.max(most, Number(lag)), 0);
  const dead = groups.reduce((sum, group) => sum + Number(group.dead), 0);
  return (
    <tr>
      <td>
        <Link page="topics" item={name}>
          {name}
        </Link>
      </td>
      <td className="number">{formatCount(messages)}</td>
      <td className="number">{formatBytes(bytes)}</td>
      <td className="number">{formatCount(listeners)}</td>
      <td className="number">{formatCount(groups.length)}</td>
      <td className="number">{groups.length === 0 ? '–' : formatCount(furthest)}</td>
      <td className="number">
        <DeadCount count={dead} />
      </td>
      <td>{publishedAt === null ? '–' : formatAgo(publishedAt)}</td>
    </tr>
  );
}
