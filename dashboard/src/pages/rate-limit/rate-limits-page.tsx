import { useState } from 'react';
import { useReading } from '../../data.ts';
import { formatAgo, formatCount } from '../../format.ts';
import { RateLimitsDocument, type RateLimitsQuery } from '../../generated/graphql.ts';
import { Caution } from '../../parts/notices.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { goTo, Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { ActivityPanel } from './activity-panel.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { PolicyPage } from './policy-page.tsx';
import { describeLimit, describeTargets, ModeBadge } from './policy-words.tsx';

const askEveryMs = 5_000;

/** All policies, or the one that the address names. */
export function RateLimitsPage({ item }: PageProps) {
  return item === undefined ? <PolicyList /> : <PolicyPage name={item} />;
}

function PolicyList() {
  const limits = useReading(RateLimitsDocument, {}, askEveryMs);
  const [making, setMaking] = useState(false);
  return (
    <Page
      title="Rate limits"
      actions={
        <button type="button" onClick={() => setMaking(true)}>
          New policy
        </button>
      }
    >
      {making && <PolicyDialog onClose={() => setMaking(false)} onSaved={({ name }) => goTo('rate-limits', name)} />}
      <ReadingView reading={limits}>
        {({ rateLimitPolicies, rateLimitState }) => (
          <>
            <StateNotice state={rateLimitState} />
            <Panel title="Policies" actions={<p className="muted">Allowed and denied in the last hour</p>}>
              {rateLimitPolicies.length === 0 ? (
                <Empty title="There are no policies.">Nothing is limited until there is one.</Empty>
              ) : (
                <Policies policies={rateLimitPolicies} />
              )}
            </Panel>
            <ActivityPanel />
          </>
        )}
      </ReadingView>
    </Page>
  );
}

function Policies({ policies }: { policies: RateLimitsQuery['rateLimitPolicies'] }) {
  return (
    <Table label="Policies with their limits" headings={['Policy', 'Limit', 'Guards', 'Mode', '#Allowed', '#Denied']}>
      {policies.map((policy) => (
        <tr key={policy.id}>
          <td className="described">
            <Link page="rate-limits" item={policy.name}>
              {policy.name}
            </Link>
            {policy.description && <p className="muted">{policy.description}</p>}
          </td>
          <td>{describeLimit(policy)}</td>
          <td>{describeTargets(policy.targets)}</td>
          <td>
            <ModeBadge mode={policy.mode} />
          </td>
          <td className="number">{formatCount(policy.allowed)}</td>
          <td className="number">{formatCount(policy.denied)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Said where limits are not, or were not, what the policies say: Redis did not answer in time. */
function StateNotice({ state }: { state: RateLimitsQuery['rateLimitState'] }) {
  if (state.redisAway) {
    return (
      <Caution>
        Redis does not answer in time. This server decides by itself, with a share of each limit, and tries Redis again
        twice per second.
      </Caution>
    );
  }
  if (!state.lastLocalDecisionAt) return null;
  return (
    <Caution>
      Redis did not answer in time {formatAgo(state.lastLocalDecisionAt)}. This server has decided{' '}
      {formatCount(state.localDecisions)} operations without it since it started. It uses Redis again now.
    </Caution>
  );
}
