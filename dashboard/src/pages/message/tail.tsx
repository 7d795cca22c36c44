import { useFeed } from '../../data.ts';
import { formatClock, formatCount } from '../../format.ts';
import { MessagesDocument } from '../../generated/graphql.ts';
import { Caution, Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';

const shown = { messages: 50, characters: 500 } as const;

/** The messages of a topic as they come, newest first. */
export function Tail({ topic }: { topic: string }) {
  const { deliveries, problem } = useFeed(MessagesDocument, { topic }, shown.messages);
  const messages = deliveries.map((delivery) => delivery.messages);
  const missed = messages.reduce((sum, message) => sum + Number(message.missed), 0);
  return (
    <Panel title="Messages as they come">
      {problem && <Problem>{problem}</Problem>}
      {missed > 0 && <Caution>{formatCount(missed)} came faster than this page can show them.</Caution>}
      {messages.length === 0 ? (
        <Empty title="No message since you opened this page.">New messages appear here as they are published.</Empty>
      ) : (
        <Table label="Messages" headings={['Published', 'Payload']}>
          {messages.map(({ cursor, at, payload }) => (
            <tr key={cursor}>
              <td>{formatClock(at)}</td>
              <td className="described breakable">
                <code>{shorten(JSON.stringify(payload))}</code>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}

function shorten(text: string): string {
  return text.length <= shown.characters ? text : `${text.slice(0, shown.characters)}…`;
}
