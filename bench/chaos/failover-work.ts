// What the `failover` run's processes are told, and what they say of their work, a line each.

export type FailoverLine =
  /** An order that was acknowledged as paid. */
  | { readonly paid: string; readonly number: string; readonly key: string; readonly quantity: number }
  /** An order that is about to be cancelled, and one of which that was acknowledged. */
  | { readonly cancelling: string }
  | { readonly cancelled: string }
  | { readonly job: string }
  | { readonly message: string }
  | { readonly account: string }
  /** Another use of Redis that worked: of which subject. */
  | { readonly used: string }
  /** A call whose outcome was unknown. */
  | { readonly unknown: true }
  /** What is no fault of Redis, and no refusal. */
  | { readonly fault: string }
  /** Bytes of the heap after a collection. */
  | { readonly heap: number };

export const sku = 'mug';
export const parkedQueue = 'parked';
export const topic = 'news';
