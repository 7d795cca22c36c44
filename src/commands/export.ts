// `mortar export products|orders [FILE]`: all of them as CSV or JSON lines, page by page, so that the memory that it takes does not grow.

import type { Config } from '../config.ts';
import { inPieces } from '../import/patience.ts';
import { showProgress } from '../progress-bar.ts';
import type { ExportFormat, ExportPage } from '../redis/base/export-page.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { Refusal } from '../redis/base/problem.ts';
import { isUnavailable } from '../redis/base/redis-fault.ts';
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
} as const;

interface Given {
  readonly kind: 'products' | 'orders';
  readonly file: string | undefined;
  readonly format: ExportFormat;
  readonly after: string | null;
  readonly contacts: boolean;
  readonly from: Date | null;
  readonly before: Date | null;
}

export const exportCommand: Command = {
  name: 'export',
  usage: 'export products|orders [FILE] [--format csv|jsonl] [--after CURSOR]',
  about:
    'Writes all products or orders as CSV or JSON lines. `import` reads products again. Works while Mortar runs and while it does not.',
  options: [
    '  --format    csv or jsonl, a JSON object per line. Default: as the name of FILE ends, or jsonl.',
    '  --after     continue from a cursor. An export to standard output that is interrupted prints it.',
    '  --contacts  of orders: with e-mail addresses, postal addresses and notes of customers. The audit log notes it. Default: without.',
    '  --from, --to  of orders: those that were placed from this day on, and before that day, such as 2030-01-31.',
    'If an export to FILE was interrupted, run the same command again: it continues. Until it is whole, it is FILE.part.',
    'In a CSV, text that a spreadsheet would take for a formula begins with an apostrophe, which the import takes away.',
  ].join('\n'),
  async run(args, config) {
    const given = readExport(args);
    const { kind, file, format, contacts, from, before } = given;
    const what = [kind, format, contacts, from?.toISOString(), before?.toISOString()].join(' ');
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
      `export: ${reason} after ${count} ${kind}. ${after === null ? 'Nothing was written' : where}`,
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
  console.error(`${count.toLocaleString('en')} ${kind} exported${left}`);
}

/** Beside variants: a product comes with them. */
function countOf({ productExport, orders }: Stores, { kind, from, before }: Given): Promise<number> {
  return kind === 'products' ? productExport.count() : orders.countAll(null, { from, before });
}

/** If Redis does not answer, the page is asked for again for a minute. */
async function pageOf({ productExport, orderExport }: Stores, given: Given, after: string | null): Promise<ExportPage> {
  const { kind, format, contacts, from, before } = given;
  const request = { format, after, size: pageSize };
  const pages: ExportPage[] = [];
  await inPieces([request], async () => {
    const page =
      kind === 'products' ? productExport.page(request) : orderExport.page({ ...request, contacts, from, before });
    pages.push(await page);
  });
  return pages[0] as ExportPage;
}

function readExport(args: readonly string[]): Given {
  const given = { args: [...args], allowPositionals: true, options } as const;
  return readArguments(exportCommand, given, ({ positionals: [kind, file, ...more], values }) => {
    const { contacts, after = null, from, to } = values;
    if (kind !== 'products' && kind !== 'orders')
      throw new Error(kind === undefined ? 'Name what to export' : `Unknown kind ${JSON.stringify(kind)}`);
    if (more.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(more[0])}`);
    const foreign = (['contacts', 'from', 'to'] as const).find((name) => kind === 'products' && values[name]);
    if (foreign) throw new Error(`--${foreign} is for orders`);
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
    };
  });
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
