// The types of Mortar that plugins add fields to, return and take.

import { User } from './account/account.ts';
import { ApiKey } from './account/api-key.ts';
import { Money, MoneyInput } from './base/money.ts';
import { Cart, CartLine } from './cart.ts';
import { Category } from './catalogue/category.ts';
import { Product } from './catalogue/product.ts';
import { Experiment } from './experiment/experiment.ts';
import { Job } from './job/job.ts';
import { Queue } from './job/queue.ts';
import { PostalAddressInput } from './order/address.ts';
import { Order } from './order/order.ts';
import { Session } from './session/session.ts';
import { Viewer } from './session/viewer.ts';

export const mortarTypes = {
  ApiKey,
  Cart,
  CartLine,
  Category,
  Experiment,
  Job,
  Money,
  MoneyInput,
  Order,
  PostalAddressInput,
  Product,
  Queue,
  Session,
  User,
  Viewer,
} as const;
