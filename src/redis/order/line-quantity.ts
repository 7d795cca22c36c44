// Pieces of an order's lines, as fulfilments, returns and refunds name them.

import { checkCount, checkWhole } from '../base/given.ts';

export const lineLimits = {
  maxLines: 5_000,
  maxQuantity: 2_147_483_647,
} as const;

export interface LineQuantity {
  /** Its place in the order, from 0. */
  readonly line: number;
  readonly quantity: number;
}

/** `[line, quantity]` */
export type StoredQuantity = [number, number];

export function storedQuantities(lines: readonly LineQuantity[]): StoredQuantity[] {
  return lines.map(({ line, quantity }) => [line, quantity]);
}

export function readQuantities(stored: readonly StoredQuantity[]): LineQuantity[] {
  return stored.map(([line, quantity]) => ({ line, quantity }));
}

/** @throws Refusal INVALID that names the field. */
export function checkQuantities(lines: readonly LineQuantity[], field: readonly string[], least = 0): void {
  checkCount(lines, field, lineLimits.maxLines, least);
  for (const [index, { line, quantity }] of lines.entries()) {
    checkWhole(line, [...field, String(index), 'line'], 0, lineLimits.maxLines - 1);
    checkWhole(quantity, [...field, String(index), 'quantity'], 1, lineLimits.maxQuantity);
  }
}
