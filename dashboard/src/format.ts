// Numbers, money and times as the reader's own language writes them.

const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dayOfUtc = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** A count as the API gives it: a number, or digits where a number would not be exact. */
export type Count = number | string;

/** A dash for what is not known. */
export function formatCount(count: Count | null): string {
  if (count === null) return '–';
  return whole.format(typeof count === 'string' ? BigInt(count) : count);
}

export function formatShort(value: number): string {
  return short.format(value);
}

const bytes = new Intl.NumberFormat(undefined, {
  style: 'unit',
  unit: 'byte',
  notation: 'compact',
  unitDisplay: 'narrow',
  maximumFractionDigits: 1,
});

/** `16.8MB`; of less than a billion, whose word is not that of bytes. */
export function formatBytes(count: Count): string {
  return bytes.format(Number(count));
}

export function formatDecimal(value: number): string {
  return decimal.format(value);
}

/** A dash for what is not known. */
export function formatPercent(rate: number | null): string {
  if (rate === null) return '–';
  return percent.format(rate);
}

/** `+3.2 %` */
export function formatChange(rate: number): string {
  return `${rate > 0 ? '+' : ''}${percent.format(rate)}`;
}

const points = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2, signDisplay: 'exceptZero' });

/** A difference of two rates: `+0.32 pp`. */
export function formatPoints(difference: number): string {
  return `${points.format(100 * difference)} pp`;
}

export interface Money {
  amount: string;
  currency: string;
}

export function formatMoney({ amount, currency }: Money): string {
  // Given as text, the amount keeps every digit.
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount as `${number}`);
}

const roundedFrom = 10_000;

/** As `formatMoney`, and without its smallest units where they would only take room. */
export function formatLargeMoney({ amount, currency }: Money): string {
  const digits = Number(amount) >= roundedFrom ? 0 : undefined;
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency, maximumFractionDigits: digits });
  return format.format(amount as `${number}`);
}

/** One sum a currency; a dash where nothing was earned. */
export function formatMoneys(moneys: readonly Money[]): string {
  return moneys.length === 0 ? '–' : moneys.map(formatMoney).join(' + ');
}

export function formatMoment(at: string): string {
  return moment.format(new Date(at));
}

/** The day of UTC that begins at a moment. */
export function formatDay(at: string): string {
  return dayOfUtc.format(new Date(at));
}

export function formatClock(at: string): string {
  return clock.format(new Date(at));
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** `3 minutes ago`, `in 2 hours` */
export function formatAgo(at: string, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < minute) return relative.format(seconds, 'second');
  if (size < hour) return relative.format(Math.round(seconds / minute), 'minute');
  if (size < day) return relative.format(Math.round(seconds / hour), 'hour');
  return relative.format(Math.round(seconds / day), 'day');
}

/** `12 s`, `3 min 20 s`, `2 h 5 min` */
export function formatDuration(seconds: number): string {
  const total = Math.round(seconds);
  if (total < minute) return `${total} s`;
  if (total < hour) return joinUnits(Math.floor(total / minute), 'min', total % minute, 's');
  return joinUnits(Math.floor(total / hour), 'h', Math.floor((total % hour) / minute), 'min');
}

function joinUnits(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** `PRICE_ASC` as `Price asc` */
export function formatName(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ');
}
