// Days and times in a time zone that need not be the reader's, such as a site's.

const minuteMs = 60_000;
const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once for each zone and style: making one is slow, and a chart asks for many times. */
function formatIn(zone: string, style: Intl.DateTimeFormatOptions, locale?: string): Intl.DateTimeFormat {
  const key = `${zone} ${locale ?? ''} ${JSON.stringify(style)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { ...style, timeZone: zone });
  formats.set(key, made);
  return made;
}

export const readersZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The day of a moment, as `2026-01-31`. */
export function dayIn(zone: string, ms: number): string {
  return formatIn(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA').format(ms);
}

/** When a day begins there: with the first moment that is in it, since a clock may be changed at midnight. */
export function startOfDay(zone: string, day: string): number {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  const before = asUtc - offsetAt(zone, asUtc - dayMs);
  const after = asUtc - offsetAt(zone, asUtc + dayMs);
  const earlier = Math.min(before, after);
  return dayIn(zone, earlier) >= day ? earlier : Math.max(before, after);
}

/** When a point of a chart ends. A day has 23 or 25 hours if the clock is changed on it. */
export function endOfPoint(zone: string, ms: number, stepMs: number): number {
  return stepMs >= dayMs ? startOfDay(zone, addDays(dayIn(zone, ms), 1)) : ms + stepMs;
}

/** `2026-01-31` moved by days, whatever their length. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

const clockStyle: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};

/** How far the clock there is ahead of UTC, in milliseconds. */
function offsetAt(zone: string, ms: number): number {
  const parts = Object.fromEntries(
    formatIn(zone, clockStyle, 'en-CA')
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000;
}

function isMidnight(zone: string, ms: number): boolean {
  return startOfDay(zone, dayIn(zone, ms)) === ms;
}

/** What the mark of an axis says; `stepMs` is how far its marks lie apart. */
export function formatMark(zone: string, ms: number, stepMs: number): string {
  if (stepMs >= dayMs || isMidnight(zone, ms)) return formatIn(zone, { day: 'numeric', month: 'short' }).format(ms);
  if (stepMs >= minuteMs) return formatIn(zone, { hour: '2-digit', minute: '2-digit' }).format(ms);
  return formatTimeIn(zone, ms);
}

/** The time of day there, to the second. */
export function formatTimeIn(zone: string, ms: number): string {
  return formatIn(zone, { timeStyle: 'medium' }).format(ms);
}

/** The time that a point of a chart stands for: `Sat 31 Jan`, or `Sat 31 Jan, 14:00–15:00`. */
export function formatSpan(zone: string, ms: number, stepMs: number): string {
  const day = formatIn(zone, { weekday: 'short', day: 'numeric', month: 'short' });
  if (stepMs >= dayMs) return day.format(ms);
  const clock = formatIn(zone, { hour: '2-digit', minute: '2-digit' });
  return `${day.format(ms)}, ${clock.format(ms)}–${clock.format(ms + stepMs)}`;
}
