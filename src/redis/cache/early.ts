// Loads a value anew shortly before it runs out, so that nobody has to wait when it does. Each caller decides for itself, the
// likelier the nearer the end is and the longer a load takes: XFetch of Vattani, Chierichetti and Lowenstein, "Optimal
// Probabilistic Cache Stampede Prevention", PVLDB 8(8), 2015, with beta 1.

/** Further away than so many loads, the odds are below one in a hundred thousand. */
const farAway = 12;

/** @param nowMs as of `performance.now()`, like `freshUntilMs` */
export function isDueEarly(
  { freshUntilMs, tookMs }: { readonly freshUntilMs: number; readonly tookMs: number },
  nowMs: number,
  random: () => number = Math.random,
): boolean {
  const leftMs = freshUntilMs - nowMs;
  if (leftMs > farAway * tookMs) return false;
  return -tookMs * Math.log(random()) >= leftMs;
}
