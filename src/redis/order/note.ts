// Notes of moves, for the history.

import { checkText } from '../base/given.ts';
import { rangeOf, refuseBut } from '../base/problem.ts';
import { orderLimits } from './limits.ts';

/** Without the spaces around; '' for none. @throws Refusal INVALID. */
export function readNote(given: string | null | undefined): string {
  const note = given?.trim() ?? '';
  const { maxNoteLength } = orderLimits;
  if (note.length > maxNoteLength)
    refuseBut(
      [rangeOf(0, maxNoteLength, 'characters')],
      'INVALID',
      `A note has at most ${maxNoteLength} characters.`,
      'note',
    );
  checkText(note, 'note', maxNoteLength, 0);
  return note;
}
