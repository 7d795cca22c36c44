// What was sent of an order, and how: one field of the order for the pieces and their history, and one for what the carrier calls
// them, which goes when the customer is erased. Both are only ever replaced by what was made of what was read.

import { checkCount, checkText, checkWhole, refuseField } from '../base/given.ts';
import { type LineQuantity, readQuantities, type StoredQuantity, storedQuantities } from './line-quantity.ts';

export const fulfilmentLimits = {
  /** Of one order. What is left can always be sent. */
  most: 20,
  maxTextLength: 100,
  maxUrlLength: 1_000,
} as const;

/** SENT may become DELIVERED, or CANCELLED where it did not leave. */
export const fulfilmentStates = ['SENT', 'DELIVERED', 'CANCELLED'] as const;
export type FulfilmentState = (typeof fulfilmentStates)[number];

/** A change of the state of a part of an order. */
export interface PartEvent<State extends string> {
  readonly state: State;
  readonly at: Date;
  readonly note: string | null;
}

export interface Tracking {
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
}

export interface OrderFulfilment extends Tracking {
  /** Counted from 1. */
  readonly number: number;
  readonly state: FulfilmentState;
  readonly lines: readonly LineQuantity[];
  /** The oldest first; the last has the state. */
  readonly history: readonly PartEvent<FulfilmentState>[];
}

export const noTracking: Tracking = { carrier: null, trackingNumber: null, trackingUrl: null };

/** `[state, when, note or '']` */
export type StoredPartEvent<State extends string> = [State, number, string];
/** `[lines, history]` */
type StoredFulfilment = [StoredQuantity[], StoredPartEvent<FulfilmentState>[]];
/** `[carrier, number, URL]`, '' for none */
type StoredTracking = [string, string, string];

export function storedHistory<State extends string>(history: readonly PartEvent<State>[]): StoredPartEvent<State>[] {
  return history.map(({ state, at, note }) => [state, at.getTime(), note ?? '']);
}

export function readHistory<State extends string>(stored: readonly StoredPartEvent<State>[]): PartEvent<State>[] {
  return stored.map(([state, at, note]) => ({ state, at: new Date(at), note: note || null }));
}

export function fulfilmentsText(fulfilments: readonly OrderFulfilment[]): string {
  if (fulfilments.length === 0) return '';
  return JSON.stringify(
    fulfilments.map(({ lines, history }): StoredFulfilment => [storedQuantities(lines), storedHistory(history)]),
  );
}

export function trackingText(fulfilments: readonly OrderFulfilment[]): string {
  const stored = fulfilments.map(
    ({ carrier, trackingNumber, trackingUrl }): StoredTracking => [
      carrier ?? '',
      trackingNumber ?? '',
      trackingUrl ?? '',
    ],
  );
  return stored.some((texts) => texts.some(Boolean)) ? JSON.stringify(stored) : '';
}

export function parseFulfilments(text: string | undefined, tracking: string | undefined): OrderFulfilment[] {
  if (!text) return [];
  const texts = tracking ? (JSON.parse(tracking) as StoredTracking[]) : [];
  return (JSON.parse(text) as StoredFulfilment[]).map(([lines, stored], index) => {
    const history = readHistory(stored);
    const [carrier, trackingNumber, trackingUrl] = texts[index] ?? [];
    return {
      number: index + 1,
      state: (history.at(-1) as PartEvent<FulfilmentState>).state,
      lines: readQuantities(lines),
      ...{ carrier: carrier || null, trackingNumber: trackingNumber || null, trackingUrl: trackingUrl || null },
      history,
    };
  });
}

/** @throws Refusal INVALID that names the field. */
export function checkTracking(fulfilments: readonly OrderFulfilment[], field: string): void {
  checkCount(fulfilments, field, fulfilmentLimits.most);
  for (const [index, { number, carrier, trackingNumber, trackingUrl }] of fulfilments.entries()) {
    const at = (part: string): string[] => [field, String(index), part];
    checkWhole(number, at('number'), index + 1, index + 1);
    checkText(carrier ?? '', at('carrier'), fulfilmentLimits.maxTextLength, 0);
    checkText(trackingNumber ?? '', at('trackingNumber'), fulfilmentLimits.maxTextLength, 0);
    checkText(trackingUrl ?? '', at('trackingUrl'), fulfilmentLimits.maxUrlLength, 0);
  }
}

/** Control characters and separators of lines garble mails. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** What is absent stays as it is; null and an empty text remove it. @throws Refusal INVALID that names the field. */
export function readTracking(
  given: { readonly [Part in keyof Tracking]?: string | null | undefined },
  before: Tracking,
): Tracking {
  const read = (part: 'carrier' | 'trackingNumber' | 'trackingUrl', most: number): string | null => {
    const text = given[part];
    if (text === undefined) return before[part];
    const trimmed = text?.trim() ?? '';
    checkText(trimmed, part, most, 0);
    if (unprintable.test(trimmed)) refuseField(part, 'must be printable text without line breaks');
    return trimmed || null;
  };
  const trackingUrl = read('trackingUrl', fulfilmentLimits.maxUrlLength);
  if (trackingUrl !== null && !isWebAddress(trackingUrl))
    refuseField('trackingUrl', 'must be a URL that begins with https:// or http://');
  return {
    carrier: read('carrier', fulfilmentLimits.maxTextLength),
    trackingNumber: read('trackingNumber', fulfilmentLimits.maxTextLength),
    trackingUrl,
  };
}

/** The customer is to follow it: nothing but a page of the web. */
function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
