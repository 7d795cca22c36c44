// What the process that keeps the others and these say to each other.

import type { MetricObjectWithValues, MetricValue } from 'prom-client';

export type Counts = MetricObjectWithValues<MetricValue<string>>[];

/** Where a process serves. */
export interface Serving {
  readonly url: string;
  readonly graphiql: boolean;
}

/** Of a process that serves. */
export type FromChild =
  | { readonly kind: 'serving'; readonly serving: Serving }
  | { readonly kind: 'counts'; readonly id: number; readonly counts: Counts }
  /** What all processes count is asked for. */
  | { readonly kind: 'gather'; readonly id: number };

export type ToChild =
  | { readonly kind: 'count'; readonly id: number }
  | { readonly kind: 'gathered'; readonly id: number; readonly text: string }
  /** The person was told that Mortar runs. */
  | { readonly kind: 'announced' }
  /** Another has its place: it ends, and need not wait until proxies have turned away. */
  | { readonly kind: 'retire' };
