/** A number that Prometheus reads from a running Mortar; of a metric without labels. */
export async function scrape(appUrl: string, metric: string): Promise<number> {
  const text = await (await fetch(`${appUrl}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${metric} `));
  if (!line) throw new Error(`There is no metric ${metric}`);
  return Number(line.slice(metric.length + 1));
}
