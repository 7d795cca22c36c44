import { useReading } from '../../data.ts';
import { formatMoment, formatName, formatPercent } from '../../format.ts';
import { ExperimentsDocument } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { ExperimentPage } from './experiment-page.tsx';

const askEveryMs = 10_000;

/** All experiments, or the one that the address names. */
export function ExperimentsPage({ item }: PageProps) {
  return item === undefined ? <ExperimentList /> : <ExperimentPage name={item} />;
}

function ExperimentList() {
  const experiments = useReading(ExperimentsDocument, {}, askEveryMs);
  return (
    <Page title="Experiments">
      <ReadingView reading={experiments}>
        {({ experiments }) =>
          experiments.length === 0 ? (
            <Empty title="There are no experiments.">
              <a href="/dashboard/docs/experiments.html">experiments.md</a> shows how to set one up.
            </Empty>
          ) : (
            <Panel title="All experiments">
              <Table label="Experiments" headings={['Experiment', 'State', 'Variants', 'Goal', 'Started']}>
                {experiments.map((experiment) => (
                  <tr key={experiment.id}>
                    <td className="described">
                      <Link page="experiments" item={experiment.key}>
                        {experiment.key}
                      </Link>
                      {experiment.description && <p className="muted">{experiment.description}</p>}
                    </td>
                    <td>
                      <Badge tone={experiment.state === 'RUNNING' ? 'good' : 'plain'}>
                        {formatName(experiment.state)}
                      </Badge>
                    </td>
                    <td>
                      {experiment.variants.map(({ key, weight }) => `${key} ${formatPercent(weight)}`).join(', ')}
                    </td>
                    <td>{experiment.goal}</td>
                    <td>{experiment.startedAt ? formatMoment(experiment.startedAt) : '–'}</td>
                  </tr>
                ))}
              </Table>
            </Panel>
          )
        }
      </ReadingView>
    </Page>
  );
}
