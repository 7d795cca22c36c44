// Intervals by turning a test around: an interval holds every value that the test does not rule out. Those of a difference
// and of a lift come from one test, so that both hold 0 or neither does.

/** @field 0 the lower end @field 1 the upper end */
export type Interval = readonly [from: number, to: number];

/** Enough that doubles do not come nearer. */
const halvings = 60;

/**
 * The last value from `inside` towards `outside` that is not ruled out; `outside` itself if nothing up to it is.
 * @param ruledOut is false at `inside`, and once true stays so towards `outside`.
 */
export function endOf(inside: number, outside: number, ruledOut: (value: number) => boolean): number {
  if (!ruledOut(outside)) return outside;
  let [held, out] = [inside, outside];
  for (let step = 0; step < halvings; step += 1) {
    const middle = (held + out) / 2;
    if (ruledOut(middle)) out = middle;
    else held = middle;
  }
  return held;
}
