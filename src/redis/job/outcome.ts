// How outcomes of attempts are sent to the step script: in parts that are bounded by bytes, and each judged by itself.

import { Refusal } from '../base/problem.ts';
import type { ScriptArgument } from '../base/scripts.ts';
import { cutText } from '../base/text.ts';
import { encodeResult } from './input.ts';
import { type FinishedJob, jobLimits, parseJobId } from './shapes.ts';

/** What one script hands in. */
export interface Handover {
  /** Id, fence and result of each completed job; outcome, id, fence, error and delay of each other one. */
  readonly completed: ScriptArgument[];
  readonly others: ScriptArgument[];
  /** The places of these among all finished ones. */
  readonly completedPlaces: number[];
  readonly otherPlaces: number[];
}

/** A job that could not be handed in, and why. */
export interface RefusedOutcome {
  /** Its place among the finished ones. */
  readonly place: number;
  readonly refusal: Refusal;
}

export interface Handovers {
  /** One at least. */
  readonly parts: Handover[];
  readonly refused: RefusedOutcome[];
}

/** The number of a job in its part; '' where it is none of this part, which no job has. */
export function numberIn(part: string, id: string): string {
  const parsed = parseJobId(id);
  return parsed?.part === part ? parsed.number : '';
}

/** Outcomes for one part of a queue. */
export function packOutcomes(name: string, finished: readonly FinishedJob[]): Handovers {
  const parts = [newPart()];
  const refused: RefusedOutcome[] = [];
  let bytes = 0;
  finished.forEach((each, place) => {
    try {
      const args = encode(name, each);
      const own = lengthOf(args);
      let part = parts.at(-1) as Handover;
      const some = part.completedPlaces.length + part.otherPlaces.length;
      if (some > 0 && (some >= jobLimits.batch || bytes + own > jobLimits.bytesPerScript)) {
        part = newPart();
        parts.push(part);
        bytes = 0;
      }
      bytes += own;
      const isCompleted = each.outcome.kind === 'COMPLETED';
      (isCompleted ? part.completed : part.others).push(...args);
      (isCompleted ? part.completedPlaces : part.otherPlaces).push(place);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ place, refusal: error });
    }
  });
  return { parts, refused };
}

/** About the bytes of arguments: their characters, since counting bytes costs as much as sending them. */
function lengthOf(args: readonly ScriptArgument[]): number {
  let length = 0;
  for (const arg of args) length += String(arg).length;
  return length;
}

function newPart(): Handover {
  return { completed: [], others: [], completedPlaces: [], otherPlaces: [] };
}

function encode(part: string, { id, fence, outcome }: FinishedJob): ScriptArgument[] {
  const number = numberIn(part, id);
  if (outcome.kind === 'COMPLETED') return [number, fence, outcome.result == null ? '' : encodeResult(outcome.result)];
  if (outcome.kind === 'GIVEN_BACK') return ['b', number, fence, '', ''];
  const { retry, message, stack, delayMs } = outcome;
  const error = JSON.stringify({
    message: cutText(message, jobLimits.errorLength),
    stack: stack ? cutText(stack, jobLimits.stackLength) : undefined,
  });
  // What is no time counts as none: the failure is news all the same.
  const wait = delayMs !== undefined && delayMs >= 0 && delayMs < Number.POSITIVE_INFINITY ? Math.ceil(delayMs) : '';
  const bounded = wait === '' ? wait : Math.min(wait, jobLimits.delayMaxMs);
  return [retry ? 'f' : 'x', number, fence, error.slice(1, -1), bounded];
}
