// `mortar import KIND FILE`: what is in a file, brought in once however often it is run.

import type { Config } from '../config.ts';
import { type BadRow, StrictStop } from '../import/bad-rows.ts';
import { encodingNamed } from '../import/file.ts';
import { importAccessLog, UnknownFormat } from '../import/import-access-log.ts';
import { importOrders } from '../import/import-orders.ts';
import { importProducts } from '../import/import-products.ts';
import { formatNamed } from '../import/log-format/formats.ts';
import { type DateOrder, dateOrders, type RetailFormat, retailColumns } from '../import/retail-csv.ts';
import { connect, untilReady } from '../redis/base/connect.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { Refusal } from '../redis/base/problem.ts';
import { isUnavailable } from '../redis/base/redis-fault.ts';
import { productColumns } from '../redis/catalogue/product-record.ts';
import { createStores, type Stores } from '../redis/stores.ts';
import { misuse, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { eventSettings } from './event-settings.ts';
import { accessLogSummary, changeText, ordersSummary, productsSummary, refusedText } from './import-summary.ts';
import { openRedis } from './open-redis.ts';

const readyTimeoutMs = 5_000;

const options = {
  site: { type: 'string', default: 'default' },
  currency: { type: 'string', default: 'GBP' },
  stock: { type: 'string', default: '0' },
  format: { type: 'string', default: '' },
  dates: { type: 'string', default: 'MDY' },
  encoding: { type: 'string', default: '' },
  strict: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

type Options = {
  readonly [Name in keyof typeof options]: (typeof options)[Name]['default'] extends boolean ? boolean : string;
};

/** An import that came to its end and cannot have been meant. */
interface FailedImport {
  readonly lines: readonly string[];
  readonly failure: string;
}

interface Kind {
  readonly usage: string;
  readonly options: readonly (keyof Options)[];
  /** Returns the lines that tell what became of the file. */
  run(stores: Stores, file: string, options: Options): Promise<readonly string[] | FailedImport>;
}

const retailOptions = ['dates', 'encoding', 'strict'] as const;
const retailUsage = `[--dates ${dateOrders.join('|')}] [--encoding NAME] [--strict]`;

const kinds: Readonly<Record<string, Kind>> = {
  'access-log': {
    usage: 'import access-log FILE [--site S] [--format NAME|LOG_FORMAT]',
    options: ['site', 'format'],
    run: async ({ metrics, sites }, file, { site, format }) => {
      await sites.set(site);
      const report = await importAccessLog(metrics, site, file, format === '' ? null : format);
      const remedy = `most lines are not in the format ${report.format}; name another with --format`;
      return judged(accessLogSummary(report), { rows: report.lines, bad: report.badLines }, remedy);
    },
  },
  products: {
    usage: `import products FILE [--currency GBP] [--stock N] [--dry-run] ${retailUsage}`,
    options: ['currency', 'stock', 'dry-run', ...retailOptions],
    run: async (stores, file, options) => {
      const { stock, strict } = options;
      const dryRun = options['dry-run'];
      const report = await importProducts(stores, file, {
        ...{ ...retailFormat(options), stock: Number(stock), strict, dryRun },
        ...(dryRun && { onChange: (change) => console.log(changeText(change)), onRefused: tellRefused }),
      });
      return judged(productsSummary(report, dryRun), { rows: report.rows, bad: report.bad.count });
    },
  },
  orders: {
    usage: `import orders FILE [--currency GBP] [--site S] ${retailUsage}`,
    options: ['currency', 'site', ...retailOptions],
    run: async (stores, file, options) => {
      const { site, strict } = options;
      await stores.sites.set(site);
      const report = await importOrders(stores, file, { ...retailFormat(options), site, strict });
      return judged(ordersSummary(report), { rows: report.rows, bad: report.bad.count });
    },
  },
};

const tellRefused = (row: BadRow): void => console.log(refusedText(row));

/** What was read must be something, and mostly readable: else the file, or what was said of it, is wrong. */
function judged(
  lines: readonly string[],
  { rows, bad }: { rows: number; bad: number },
  remedy = 'most rows could not be read',
): readonly string[] | FailedImport {
  if (rows === 0) return { lines, failure: 'the file is empty: there is nothing to import' };
  return bad * 2 > rows ? { lines, failure: remedy } : lines;
}

function retailFormat({ currency, dates, encoding }: Options): RetailFormat {
  return { currency, dates: dates as DateOrder, encoding: encoding === '' ? null : encodingNamed(encoding) };
}

const usages = Object.values(kinds).map((kind) => kind.usage);

export const importCommand: Command = {
  name: 'import',
  usage: `import ${Object.keys(kinds).join('|')} FILE`,
  about: [
    "Counts the page views of a web server's access log, whose format is detected; makes or changes products by their SKU, as an",
    "export has them; makes orders as an export has them; or makes products or orders of a shop's invoices (CSV in the columns of the UCI",
    'Online Retail data set).',
    'Running it again counts nothing twice.',
  ].join(' '),
  options: [
    ...usages.map((usage) => `  ${usage}`),
    '',
    'A file of products is a CSV, or has a JSON object per line if its name ends in .jsonl. Its first line names the columns, of',
    'which only sku is needed. What the file does not have of a product stays as it is, and an empty cell removes what was there:',
    `  ${productColumns.join(', ')}`,
    'Lists have | between their entries: prices 12.00 USD|9.00 GBP, optionValues Size=M|Colour=Red, images https://... Text|https://...',
    'A product comes before its variants. Categories that are missing are made.',
    '  --dry-run   print what would be made, changed and refused, and write nothing.',
    '  --stock     the pieces that products without stock are given. Default: 0.',
    'A file of orders is what an export has written: JSON lines if its name ends in .jsonl, else a CSV. It needs none of the options.',
    'A file of invoices is a CSV with these columns, in any order; the last two may be missing:',
    `  ${retailColumns.join(', ')}`,
    '  --dates     the order of dates such as 3/4/2010. Default: MDY. Dates such as 2010-12-31 08:26 are read as well.',
    '  --encoding  the encoding, such as windows-1252 or shift_jis. Default: the import detects it.',
    '  --strict    end at the first row that cannot be read. Default: such rows are listed, and the others imported.',
    'Each file may be packed with gzip. If Redis does not answer in time, the import sends the same rows again for a minute. Run it again after it gave up: it',
    'imports what is missing.',
  ].join('\n'),
  async run(args, config) {
    const { kind, file, values } = readImport(args);
    const started = performance.now();
    const result = await withStores(config, (stores) => kind.run(stores, file, values));
    const { lines, failure } = 'failure' in result ? result : { lines: result, failure: null };
    console.log([`${file}, in ${((performance.now() - started) / 1_000).toFixed(1)} s`, ...lines].join('\n'));
    if (failure !== null) throw new CommandError(`import: ${failure}`);
  },
};

function readImport(args: readonly string[]): { kind: Kind; file: string; values: Options } {
  const given = { args: [...args], allowPositionals: true, options, tokens: true } as const;
  return readArguments(importCommand, given, ({ positionals, values, tokens }) => {
    const [name, file] = positionals;
    const kind = name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) throw new Error(name === undefined ? 'Name what to import' : `Unknown kind ${JSON.stringify(name)}`);
    const wrong = wrongWith(kind, positionals, tokens) ?? wrongValue(values);
    if (file === undefined || wrong)
      throw misuse({ name: 'import', usage: kind.usage }, wrong ?? 'The file is missing');
    return { kind, file, values };
  });
}

function wrongWith(
  { options: known }: Kind,
  [, , ...more]: readonly string[],
  tokens: readonly { readonly kind: string; readonly name?: string }[],
): string | undefined {
  if (more.length > 0) return `Unexpected argument ${JSON.stringify(more[0])}`;
  const foreign = tokens.find(({ kind, name }) => kind === 'option' && !known.some((option) => option === name));
  return foreign && `Unknown option --${foreign.name}`;
}

function wrongValue({ currency, stock, format, dates, encoding }: Options): string | undefined {
  try {
    if (format !== '') formatNamed(format);
    if (encoding !== '') encodingNamed(encoding);
  } catch (error) {
    return (error as Error).message;
  }
  if (!/^[A-Z]{3}$/.test(currency)) return '--currency is three capital letters, such as GBP';
  if (!/^\d{1,9}$/.test(stock)) return '--stock is a number of pieces, such as 100';
  if (!dateOrders.some((order) => order === dates)) return `--dates is ${dateOrders.join(' or ')}`;
  return undefined;
}

async function withStores<T>(config: Config, work: (stores: Stores) => Promise<T>): Promise<T> {
  const redis = await openRedis(config, 'import');
  const client = connect(redis.address, 'commands');
  try {
    await untilReady(client, readyTimeoutMs);
    const handle = await RedisHandle.on(client, { prefix: config.keyPrefix });
    const { durability, shop } = config;
    const events = await eventSettings(config);
    const stores = createStores(handle, { durability, events, shop: { language: shop.language } });
    const result = await work(stores);
    await stores.metrics.close();
    return result;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (
      error instanceof Refusal ||
      error instanceof UnknownFormat ||
      error instanceof StrictStop ||
      /^(ENOENT|EACCES|EISDIR|Z_DATA_ERROR|Z_BUF_ERROR)$/.test(code ?? '')
    )
      throw new CommandError(`import: ${message}`);
    if (isUnavailable(error))
      throw new CommandError(`import: ${message}. Run the same command again: it imports what is missing`);
    throw error;
  } finally {
    client.disconnect();
    await redis.stop();
  }
}
