// `mortar import access-log FILE [--site S]`: page views from a web server's log.

import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { type ImportReport, importAccessLog } from '../import/import-access-log.ts';
import { connect, parseRedisUrl, untilReady } from '../redis/connect.ts';
import { RedisHandle } from '../redis/handle.ts';
import { Metrics } from '../redis/metric.ts';
import { Refusal } from '../redis/problem.ts';
import { type Command, CommandError } from './command.ts';
import { openRedis } from './open-redis.ts';

const readyTimeoutMs = 5_000;

export const importCommand: Command = {
  name: 'import',
  usage: 'import access-log FILE [--site S]',
  about: "Counts the page views of a web server's access log (combined format). Running it again counts nothing twice.",
  async run(args, config) {
    const { file, site } = readArguments(args);
    const started = performance.now();
    const report = await withMetrics(config, (metrics) => importAccessLog(metrics, site, file));
    console.log(summary(report, file, site, (performance.now() - started) / 1_000));
  },
};

function readArguments(args: readonly string[]): { file: string; site: string } {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { site: { type: 'string', default: 'default' } },
    });
    const [kind, file, ...more] = positionals;
    if (kind !== 'access-log' || file === undefined || more.length > 0)
      throw new Error('it is called as in: import access-log FILE [--site S]');
    return { file, site: values.site };
  } catch (error) {
    throw new CommandError(`import: ${(error as Error).message}`);
  }
}

async function withMetrics<T>(config: Config, work: (metrics: Metrics) => Promise<T>): Promise<T> {
  const redis = await openRedis(config, 'import');
  const client = connect(parseRedisUrl(redis.url), 'commands');
  try {
    await untilReady(client, readyTimeoutMs);
    const metrics = new Metrics(new RedisHandle(client, config.keyPrefix));
    const result = await work(metrics);
    await metrics.close();
    return result;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (
      error instanceof Refusal ||
      code === 'ENOENT' ||
      code === 'EACCES' ||
      code === 'EISDIR' ||
      code === 'Z_DATA_ERROR'
    )
      throw new CommandError(`import: ${message}`);
    throw error;
  } finally {
    client.disconnect();
    await redis.stop();
  }
}

const skipNames: Record<string, string> = {
  asset: 'images, styles, scripts, fonts',
  method: 'no GET',
  status: 'no success',
  'bot:bot': 'bots',
  'bot:headless': 'headless browsers',
  'bot:library': 'HTTP libraries',
  'bot:no_user_agent': 'no user agent',
  visitor_limit: 'over 5,000 a day of one visitor',
  invalid: 'not usable',
};

function summary(report: ImportReport, file: string, site: string, seconds: number): string {
  const number = (value: number): string => value.toLocaleString('en').padStart(10);
  const skipped = [...report.skipped].sort(([, a], [, b]) => b - a);
  return [
    `${file} into site ${JSON.stringify(site)}, in ${seconds.toFixed(1)} s`,
    `${number(report.lines)}  lines read`,
    `${number(report.accepted)}  page views counted`,
    `${number(report.duplicates)}  page views known already`,
    ...skipped.map(([reason, count]) => `${number(count)}  skipped: ${skipNames[reason] ?? reason}`),
    `${number(report.badLines)}  lines that could not be read`,
    ...report.badExamples.map(({ line, text }) => `            line ${line}: ${text.slice(0, 120)}`),
  ].join('\n');
}
