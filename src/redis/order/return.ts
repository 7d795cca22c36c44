// What customers send back of an order: one field of the order for the pieces and their history, and one for the reasons, which goes
// when the customer is erased. Both are only ever replaced by what was made of what was read.

import { type PartEvent, readHistory, type StoredPartEvent, storedHistory } from './fulfilment.ts';
import { type LineQuantity, readQuantities, type StoredQuantity, storedQuantities } from './line-quantity.ts';

export const returnLimits = {
  /** Of one order. */
  most: 20,
  maxReasonLength: 500,
} as const;

export const returnStates = ['REQUESTED', 'APPROVED', 'REFUSED', 'RECEIVED', 'REFUNDED'] as const;
export type ReturnState = (typeof returnStates)[number];

/** The states that each may be moved to from. */
export const returnMoves: Readonly<Record<ReturnState, readonly ReturnState[]>> = {
  REQUESTED: [],
  APPROVED: ['REQUESTED'],
  REFUSED: ['REQUESTED', 'APPROVED'],
  RECEIVED: ['APPROVED'],
  REFUNDED: ['RECEIVED'],
};

export interface OrderReturn {
  /** Counted from 1. */
  readonly number: number;
  readonly state: ReturnState;
  readonly lines: readonly LineQuantity[];
  readonly reason: string | null;
  /** Whether the goods are in stock again; null before they have come back. */
  readonly restocked: boolean | null;
  /** The oldest first; the last has the state. */
  readonly history: readonly PartEvent<ReturnState>[];
}

/** `[lines, history, '' or whether it is in stock again: y, n]` */
type StoredReturn = [StoredQuantity[], StoredPartEvent<ReturnState>[], '' | 'y' | 'n'];

export function returnsText(returns: readonly OrderReturn[]): string {
  if (returns.length === 0) return '';
  return JSON.stringify(
    returns.map(
      ({ lines, history, restocked }): StoredReturn => [
        storedQuantities(lines),
        storedHistory(history),
        restocked === null ? '' : restocked ? 'y' : 'n',
      ],
    ),
  );
}

export function reasonsText(returns: readonly OrderReturn[]): string {
  return returns.some(({ reason }) => reason !== null) ? JSON.stringify(returns.map(({ reason }) => reason ?? '')) : '';
}

export function parseReturns(text: string | undefined, reasons: string | undefined): OrderReturn[] {
  if (!text) return [];
  const given = reasons ? (JSON.parse(reasons) as string[]) : [];
  return (JSON.parse(text) as StoredReturn[]).map(([lines, stored, restocked], index) => {
    const history = readHistory(stored);
    return {
      number: index + 1,
      state: (history.at(-1) as PartEvent<ReturnState>).state,
      lines: readQuantities(lines),
      reason: given[index] || null,
      restocked: restocked === '' ? null : restocked === 'y',
      history,
    };
  });
}
