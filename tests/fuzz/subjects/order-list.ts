// Lists of orders for files, and of what guests have ordered.

import { newOrderId } from '../../../src/redis/order/shard.ts';
import { fixed } from '../hostile.ts';
import type { FuzzSubject } from '../subject.ts';

const placed = { from: new Date('2020-01-01'), before: new Date('2090-01-01') };

export const orderListMethods: FuzzSubject['methods'] = {
  'orderExport.page': { good: () => [{ format: fixed('CSV'), after: null, size: 20, contacts: true, ...placed }] },
  'orderSearch.ofGuests': { good: () => ['ann@example.com', 10] },
  'orderSearch.forgetGuest': { good: () => [newOrderId(), 'ann@example.com'] },
  'orderSearch.forget': { good: () => [newOrderId(), 'ann@example.com'] },
};
