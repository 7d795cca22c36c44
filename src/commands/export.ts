// `mortar export products|orders|figures [FILE]`: all of them as CSV or JSON lines, page by page, so that the memory that it takes does
// not grow.

import type { Config } from '../config.ts';
import { inPieces } from '../import/patience.ts';
import { showProgress } from '../progress-bar.ts';
import type { ExportFormat, ExportPage } from '../redis/base/export-page.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { Refusal } from '../redis/base/problem.ts';
import { isUnavailable } from '../redis/base/redis-fault.ts';
import { allDimensions, type VisitDimension } from '../redis/metric/dimension.ts';
import { defaultSite } from '../redis/metric/site.ts';
import { exportedOrders } from '../redis/order/export.ts';
import { createStores, type Stores } from '../redis/stores.ts';
import { misuse, readArguments, readDay } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { type ExportTarget, exportToFile, exportToStdout } from './export-file.ts';
import { openRedis } from './open-redis.ts';
import { untilSignal } from './signals.ts';

const pageSize = 100;

const options = {
  format: { type: 'string' },
  after: { type: 'string' },
  contacts: { type: 'boolean', default: false },
  from: { type: 'string' },
  to: { type: 'string' },
  site: { type: 'string' },
  by: { type: 'string' },
} as const;

const kinds = ['products', 'orders', 'figures'] as const;
type Kind = (typeof kinds)[number];

/** What an option is for, where that is not all. */
const kindsOf: Partial<Record<keyof typeof options, readonly Kind[]>> = {
  contacts: ['orders'],
  ...{ from: ['orders', 'figures'], to: ['orders', 'figures'] },
  ...{ site: ['figures'], by: ['figures'] },
};

/** What the entries of a page are called. */
const entriesOf: Record<Kind, string> = { products: 'products', orders: 'orders', figures: 'days' };

/** Whose figures, of which days and by what. */
interface Figures {
  readonly site: string;
  readonly by: VisitDimension | null;
  readonly from: string;
  readonly to: string;
}

interface Given {
  readonly kind: Kind;
  readonly file: string | undefined;
  readonly format: ExportFormat;
  readonly after: string | null;
  readonly contacts: boolean;
  readonly from: Date | null;
  readonly before: Date | null;
  readonly figures: Figures;
}

export const exportCommand: Command = {
  name: 'export',
  usage: 'export products|orders|figures [FILE] [--format csv|jsonl] [--after CURSOR]',
  about:
    'Writes all products, all orders or the figures of a site as CSV or JSON lines. `import` reads products and orders again. Works while Mortar runs and while it does not.',
  options: [
    '  --format    csv or jsonl, a JSON object per line. Default: as the name of FILE ends, or jsonl.',
    '  --after     continue from a cursor. An export to standard output that is interrupted prints it.',
    '  --contacts  of orders: with e-mail addresses, postal addresses and notes of customers. The audit log notes it. Default: without.',
    '  --from, --to  of orders: those that were placed from this day on, and before that day, such as 2030-01-31. Of figures: the days, in the time zone of the site.',
    '  --site      of figures: the site. Default: default.',
    '  --by        of figures: the values of a dimension, such as page, source or not-found. Default: the figures of the whole site.',
    'If an export to FILE was interrupted, run the same command again: it continues. Until it is whole, it is FILE.part.',
    'In a CSV, text that a spreadsheet would take for a formula begins with an apostrophe, which the import takes away.',
  ].join('\n'),
  async run(args, config) {
    const given = readExport(args);
    const { kind, file, format, contacts, from, before, figures } = given;
    const of = kind === 'figures' ? Object.values(figures) : [contacts, from?.toISOString(), before?.toISOString()];
    const what = [kind, format, ...of].join(' ');
    const target = file === undefined ? exportToStdout(given.after) : await exportToFile(file, what);
    const ending = new AbortController();
    void untilSignal().then(() => ending.abort());
    try {
      await withStores(config, (stores) => exportAll(stores, given, target, ending.signal));
    } finally {
      await target.close();
    }
  },
};

async function exportAll(stores: Stores, given: Given, target: ExportTarget, ending: AbortSignal): Promise<void> {
  const { kind, file } = given;
  const progress = showProgress(await countOf(stores, given), '{bar} {percentage} % | {value} of {total}', {});
  let { after, count } = target;
  let unreadable = 0;
  const interrupted = (reason: string): CommandError => {
    const where = file === undefined ? `Continue with --after ${after}` : 'Run the same command again: it continues';
    return new CommandError(
      `export: ${reason} after ${count} ${entriesOf[kind]}. ${after === null ? 'Nothing was written' : where}`,
    );
  };
  try {
    if (given.contacts) await stores.audit.write({ kind: 'contacts_exported', reason: exportedOrders(given) });
    for (let isFirst = true; isFirst || after !== null; isFirst = false) {
      if (ending.aborted) throw interrupted('stopped');
      if (!target.isOpen()) return;
      const page = await pageOf(stores, given, after);
      await target.write(page.text, page.count, page.next);
      after = page.next;
      count += page.count;
      unreadable += page.unreadable;
      progress.update(kind === 'products' && after !== null ? Number(after) : count, {});
    }
    await target.finish();
  } catch (error) {
    throw isUnavailable(error) ? interrupted((error as Error).message) : error;
  } finally {
    progress.stop();
  }
  const left = unreadable > 0 ? `; ${unreadable} cannot be read and are left out: run mortar doctor` : '';
  console.error(`${count.toLocaleString('en')} ${entriesOf[kind]} exported${left}`);
}

/** Beside variants: a product comes with them. */
async function countOf(
  { productExport, orders, metricExport }: Stores,
  { kind, from, before, figures }: Given,
): Promise<number> {
  if (kind === 'figures') return metricExport.count(figures);
  return kind === 'products' ? productExport.count() : orders.countAll(null, { from, before });
}

/** If Redis does not answer, the page is asked for again for a minute. */
async function pageOf(stores: Stores, given: Given, after: string | null): Promise<ExportPage> {
  const { productExport, orderExport, metricExport } = stores;
  const { format, contacts, from, before, figures } = given;
  const request = { format, after, size: pageSize };
  const pages: ExportPage[] = [];
  const read: Record<Kind, () => Promise<ExportPage>> = {
    products: () => productExport.page(request),
    orders: () => orderExport.page({ ...request, contacts, from, before }),
    figures: () => metricExport.page({ format, after, ...figures }),
  };
  await inPieces([request], async () => {
    pages.push(await read[given.kind]());
  });
  return pages[0] as ExportPage;
}

function readExport(args: readonly string[]): Given {
  const given = { args: [...args], allowPositionals: true, options } as const;
  return readArguments(exportCommand, given, ({ positionals: [named, file, ...more], values }) => {
    const { contacts, after = null, from, to } = values;
    const kind = kinds.find((each) => each === named);
    if (kind === undefined)
      throw new Error(named === undefined ? 'Name what to export' : `Unknown kind ${JSON.stringify(named)}`);
    if (more.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(more[0])}`);
    for (const [option, of] of Object.entries(kindsOf))
      if (values[option as keyof typeof values] && !of.includes(kind))
        throw new Error(`--${option} is for ${of.join(' and ')}`);
    if (kind === 'figures' && (!from || !to)) throw new Error('Figures need --from and --to');
    if (file !== undefined && after !== null)
      throw new Error('--after is for standard output; an export to a file continues by itself');
    const format = formatNamed(values.format ?? (/\.csv$/i.test(file ?? '') ? 'csv' : 'jsonl'));
    return {
      kind,
      file,
      format,
      after,
      contacts,
      from: readDay(exportCommand, 'from', from),
      before: readDay(exportCommand, 'to', to),
      figures: figuresOf(values),
    };
  });
}

function figuresOf({ site = defaultSite, by, from = '', to = '' }: Partial<Record<keyof Figures, string>>): Figures {
  const name = by?.toUpperCase().replaceAll('-', '_');
  if (name !== undefined && !Object.hasOwn(allDimensions, name)) {
    const names = Object.keys(allDimensions).map((dimension) => dimension.toLowerCase().replaceAll('_', '-'));
    throw misuse(exportCommand, `--by is one of ${names.join(', ')}, not ${JSON.stringify(by)}`);
  }
  return { site, by: (name ?? null) as VisitDimension | null, from, to };
}

function formatNamed(name: string): ExportFormat {
  if (name === 'csv') return 'CSV';
  if (name === 'jsonl') return 'JSON_LINES';
  throw misuse(exportCommand, `--format is csv or jsonl, not ${JSON.stringify(name)}`);
}

async function withStores(config: Config, work: (stores: Stores) => Promise<void>): Promise<void> {
  const redis = await openRedis(config, 'export');
  const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
  try {
    await work(createStores(handle, { audit: config.accounts.audit }));
  } catch (error) {
    throw error instanceof Refusal ? new CommandError(`export: ${error.message}`) : error;
  } finally {
    handle.close();
    await redis.stop();
  }
}
