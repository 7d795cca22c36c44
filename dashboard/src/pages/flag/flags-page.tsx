import { useState } from 'react';
import { useReading } from '../../data.ts';
import { formatCount, formatMoment } from '../../format.ts';
import { FlagsDocument, type FlagsQuery } from '../../generated/graphql.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { FlagDialog } from './flag-dialog.tsx';
import { FlagPage } from './flag-page.tsx';
import { FlagState, formatShare } from './flag-state.tsx';

const askEveryMs = 5_000;
const headings = ['Flag', 'State', '#Share', '#Rules', 'Changed'];

/** All flags, or the one that the address names. */
export function FlagsPage({ item }: PageProps) {
  return item === undefined ? <FlagList /> : <FlagPage name={item} />;
}

function FlagList() {
  const reading = useReading(FlagsDocument, {}, askEveryMs);
  const [making, setMaking] = useState(false);
  return (
    <Page
      title="Flags"
      actions={
        <button type="button" onClick={() => setMaking(true)}>
          New flag
        </button>
      }
    >
      {making && <FlagDialog onSaved={reading.refresh} onClose={() => setMaking(false)} />}
      <ReadingView reading={reading}>
        {({ flags }) =>
          flags.length === 0 ? (
            <Empty title="There are no flags yet.">
              A flag switches a part of your site on for some people, or for all:{' '}
              <a href="/dashboard/docs/flags.html">flags.md</a> shows how to ask for its value.
            </Empty>
          ) : (
            <Panel title="All flags">
              <Table label="Flags" headings={headings}>
                {flags.map((flag) => (
                  <FlagRow key={flag.id} flag={flag} />
                ))}
              </Table>
            </Panel>
          )
        }
      </ReadingView>
    </Page>
  );
}

function FlagRow({ flag }: { flag: FlagsQuery['flags'][number] }) {
  return (
    <tr>
      <td className="described">
        <Link page="flags" item={flag.key}>
          {flag.key}
        </Link>
        {flag.description && <p className="muted">{flag.description}</p>}
      </td>
      <td>
        <FlagState enabled={flag.enabled} isPublic={flag.public} />
      </td>
      <td className="number">{formatShare(flag.percent)}</td>
      <td className="number">{formatCount(flag.rules.length)}</td>
      <td>{formatMoment(flag.changedAt)}</td>
    </tr>
  );
}
