import { formatCount } from '../../format.ts';
import type { ExperimentState, ResultsFragment } from '../../generated/graphql.ts';
import { Caution, Good, Hint } from '../../parts/notices.tsx';
import { formatProbability } from './probability.ts';

/** Whether there is a winner, and if not, why. */
export function Verdict({ results, state }: { results: ResultsFragment; state: ExperimentState }) {
  const { winner, concerns, sampleRatioPValue, multipleExposures } = results;
  if (state === 'DRAFT') return <Hint>Not started. No visitor is shown a variant.</Hint>;
  if (winner !== null) return <Good>{winner} wins.</Good>;
  return (
    <>
      {concerns.includes('SAMPLE_RATIO_MISMATCH') && (
        <Caution>
          Visitors did not split as the weights say
          {sampleRatioPValue !== null && ` (p: ${formatProbability(sampleRatioPValue)})`}. Something keeps a variant
          from being counted. Do not trust these numbers. No winner is named.
        </Caution>
      )}
      {concerns.includes('MULTIPLE_EXPOSURES') && (
        <Caution>
          {formatCount(multipleExposures)} visitors were shown two variants before they logged in. That is one in a
          hundred or more, so no winner is named.
        </Caution>
      )}
      {concerns.includes('GUARDRAIL_HURT') && (
        <Caution>The best variant changes a metric by more than its bound. No winner is named.</Caution>
      )}
      {concerns.includes('TOO_FEW_EXPOSURES') ? (
        <Hint>No winner is named before each variant was seen by 100 visitors.</Hint>
      ) : concerns.includes('TOO_FEW_CONVERSIONS') ? (
        <Hint>There are too few conversions to compare the variants{state === 'RUNNING' && ' yet'}.</Hint>
      ) : (
        concerns.includes('NO_CLEAR_DIFFERENCE') &&
        !concerns.includes('SAMPLE_RATIO_MISMATCH') && (
          <Hint>
            No variant is clearly better{state === 'RUNNING' && ' yet'}. A variant wins when the whole interval of its
            difference is above zero. That holds however often you look.
          </Hint>
        )
      )}
    </>
  );
}
