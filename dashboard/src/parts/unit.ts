// What the numbers of a chart are of.

import { type Count, formatCount, formatDecimal, formatMoney, formatShort } from '../format.ts';

export type Unit =
  /** `name` stands behind the number and above the axis, such as `page views`. */
  { readonly kind: 'count'; readonly name: string } | { readonly kind: 'money'; readonly currency: string };

export function unitName(unit: Unit): string {
  return unit.kind === 'money' ? unit.currency : unit.name;
}

/** @param value null if it is no longer known */
export function formatIn(unit: Unit, value: number | null): string {
  if (value === null) return 'no longer kept';
  if (unit.kind === 'money') return formatMoney({ amount: String(value), currency: unit.currency });
  return Number.isInteger(value) ? formatCount(value as Count) : formatDecimal(value);
}

/** A mark of the axis; empty where the unit has no such value. */
export function formatAxis(unit: Unit, value: number): string {
  if (unit.kind === 'count') return Number.isInteger(value) ? formatShort(value) : '';
  const style = { style: 'currency', currency: unit.currency, notation: 'compact', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(undefined, style).format(value);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
