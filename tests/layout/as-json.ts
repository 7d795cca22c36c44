/** A value as the facts of a former layout have it. */
export function asJson(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, each) =>
      typeof each === 'bigint' ? String(each) : each instanceof Map ? [...each] : each,
    ),
  );
}
