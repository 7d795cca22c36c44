// The lengths of time that counting goes by.

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
export const time = { minuteMs, quarterMs, hourMs, dayMs } as const;

export function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

export function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
