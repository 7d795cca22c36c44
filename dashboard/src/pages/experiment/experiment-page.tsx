import { useLive, useReading } from '../../data.ts';
import { formatName, formatPercent } from '../../format.ts';
import { ExperimentDocument, type ExperimentQuery, ExperimentResultsDocument } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { Parts } from './metrics.tsx';
import { Results } from './results.tsx';
import { RollOut } from './roll-out.tsx';
import { RunSwitch } from './run-switch.tsx';

/** One experiment's results, as they come in. */
export function ExperimentPage({ name }: { name: string }) {
  const reading = useReading(ExperimentDocument, { key: name });
  const experiment = reading.data?.experiment;
  const live = useLive(ExperimentResultsDocument, { key: name }, !experiment);
  return (
    <Page
      title={name}
      actions={experiment && <RunSwitch name={name} state={experiment.state} onChange={reading.refresh} />}
    >
      <p>
        <Link page="experiments">All experiments</Link>
      </p>
      <ReadingView reading={reading}>
        {({ experiment }) =>
          experiment ? (
            <>
              {experiment.description && <p>{experiment.description}</p>}
              <p>
                <Badge tone={experiment.state === 'RUNNING' ? 'good' : 'plain'}>{formatName(experiment.state)}</Badge>{' '}
                Converts by <code>{experiment.goal}</code>, for {formatPercent(experiment.coverage)} of visitors.
              </p>
              <Results results={live.data?.experimentResults ?? experiment.results} state={experiment.state} />
              <Parts days={experiment.days} segments={experiment.segments} />
              {experiment.testers.length > 0 && <TestersLine testers={experiment.testers} />}
              {experiment.state !== 'DRAFT' && (
                <RollOut
                  experiment={experiment}
                  winner={(live.data?.experimentResults ?? experiment.results).winner}
                  onChange={reading.refresh}
                />
              )}
            </>
          ) : (
            <Missing title={`There is no experiment "${name}".`}>
              Check the address, or choose one of <Link page="experiments">all experiments</Link>.
            </Missing>
          )
        }
      </ReadingView>
    </Page>
  );
}

function TestersLine({ testers }: Pick<NonNullable<ExperimentQuery['experiment']>, 'testers'>) {
  const words = testers.map(({ variant, visitorIds, ids }) => `${variant} ${visitorIds.length + ids.length}`);
  return <p className="muted">Testers, who are not counted: {words.join(', ')}.</p>;
}
