import { formatCount } from '../../format.ts';
import type { ExperimentState, ResultsFragment } from '../../generated/graphql.ts';
import { Caution, Good, Hint } from '../../parts/notices.tsx';
import { formatProbability } from './probability.ts';

/** Whether there is a winner, and if not, why. */
export function Verdict({ results, state }: { results: ResultsFragment; state: ExperimentState }) {
  const { winner, concerns, sampleRatioPValue, multipleExposures } = results;
  if (state === 'DRAFT') return <Hint>It is not started: nobody is shown a variant.</Hint>;
  if (winner !== null) return <Good>{winner} wins: nothing speaks against it.</Good>;
  return (
    <>
      {concerns.includes('SAMPLE_RATIO_MISMATCH') && (
        <Caution>
          Visitors did not split as the weights say
          {sampleRatioPValue !== null && ` (p: ${formatProbability(sampleRatioPValue)})`}. Something keeps a variant
          from being counted: nothing here is to be trusted, and no winner is named.
        </Caution>
      )}
      {concerns.includes('MULTIPLE_EXPOSURES') && (
        <Caution>
          {formatCount(multipleExposures)} visitors were shown two variants before they logged in. That is one in a
          hundred or more, so no winner is named.
        </Caution>
      )}
      {concerns.includes('TOO_FEW_EXPOSURES') ? (
        <Hint>No winner is named before each variant was seen by 100 visitors.</Hint>
      ) : (
        concerns.includes('NO_CLEAR_DIFFERENCE') &&
        !concerns.includes('SAMPLE_RATIO_MISMATCH') && (
          <Hint>
            No variant is clearly better{state === 'RUNNING' && ' yet'}. One is when its whole interval is on one side
            of zero, p is under 0.05 and its chance to win over 95%.
          </Hint>
        )
      )}
    </>
  );
}
