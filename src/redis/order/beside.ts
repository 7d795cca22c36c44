// The stores that stand beside the orders: what was sent and comes back of them, how they are found, imported and examined.

import type { RedisHandle } from '../base/handle.ts';
import type { Jobs } from '../job/job.ts';
import { OrderDoctor } from './doctor.ts';
import { OrderExport } from './export.ts';
import { OrderFulfilments } from './fulfilment-action.ts';
import { OrderImports } from './import.ts';
import { OrderLinks } from './link.ts';
import type { Orders } from './order.ts';
import { OrderReturns } from './return-action.ts';
import { OrderSearch } from './search.ts';

export interface StoresBesideOrders {
  readonly orderFulfilments: OrderFulfilments;
  readonly orderReturns: OrderReturns;
  readonly orderSearch: OrderSearch;
  readonly orderLinks: OrderLinks;
  readonly orderImports: OrderImports;
  readonly orderExport: OrderExport;
  readonly orderDoctor: OrderDoctor;
}

/** @param lasting the handle that orders are written with. */
export function storesBesideOrders(
  redis: RedisHandle,
  lasting: RedisHandle,
  { jobs, orders }: { readonly jobs: Jobs; readonly orders: Orders },
): StoresBesideOrders {
  const orderSearch = new OrderSearch(lasting, orders);
  return {
    orderFulfilments: new OrderFulfilments(orders),
    orderReturns: new OrderReturns(orders),
    orderSearch,
    orderLinks: new OrderLinks(redis, { jobs, orders, search: orderSearch }),
    orderImports: new OrderImports(lasting),
    orderExport: new OrderExport(orderSearch),
    orderDoctor: new OrderDoctor(redis, orders, orderSearch),
  };
}
