// What is found in a file of orders, one after the other.

import type { PastOrder } from '../redis/order/import.ts';
import type { BadRow } from './bad-rows.ts';

export type FoundOrder =
  | { readonly line: number; readonly order: PastOrder }
  /** A row that is no sale, but the shop's own book-keeping. */
  | { readonly line: number; readonly adjustment: true }
  | { readonly fault: BadRow };
