// `mortar audit [--csv] [--from DAY] [--to DAY]`: the audit log as JSON lines or CSV, newest first.

import { parseArgs } from 'node:util';
import { AuditLog } from '../redis/account/audit.ts';
import type { AuditEntry } from '../redis/account/audit-record.ts';
import { csvLine } from '../redis/base/csv.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { type Command, CommandError } from './command.ts';
import { openRedis } from './open-redis.ts';

const usage = 'audit [--csv] [--from DAY] [--to DAY]';
const perPage = 1_000;

export const auditCommand: Command = {
  name: 'audit',
  usage,
  about:
    'Prints the audit log, newest first: a JSON object per line, or CSV. Works while Mortar runs and while it does not.',
  async run(args, config) {
    const { csv, ...filter } = readArguments(args);
    const redis = await openRedis(config, 'audit');
    const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
    try {
      const log = new AuditLog(handle, config.accounts.audit);
      if (csv) console.log(csvLine(columns));
      // Nobody reads any more after `mortar audit | head`.
      for (let after: string | null = null, more = true; more && process.stdout.writable; ) {
        const page = await log.page(filter, { after, size: perPage, backwards: false });
        for (const entry of page.entries) console.log(csv ? toCsv(entry) : toJson(entry));
        ({ more } = page);
        after = page.entries.at(-1)?.cursor ?? null;
      }
    } finally {
      handle.close();
      await redis.stop();
    }
  },
};

function readArguments(args: readonly string[]): { csv: boolean; from?: Date; to?: Date } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { csv: { type: 'boolean', default: false }, from: { type: 'string' }, to: { type: 'string' } },
    });
    return { csv: values.csv, ...dayOf('from', values.from), ...dayOf('to', values.to) };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new CommandError(`audit: ${sentence.replace(/\.$/, '')}. Usage: ${usage}`);
  }
}

function dayOf(name: 'from' | 'to', text: string | undefined): Partial<Record<'from' | 'to', Date>> {
  if (text === undefined) return {};
  const day = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(day.getTime()))
    throw new CommandError(`audit: --${name} is ${JSON.stringify(text)}, but must be a day such as 2030-01-31`);
  return { [name]: day };
}

const columns = ['at', 'kind', 'accountId', 'byId', 'ipAddress', 'before', 'after', 'reason'] as const;

const toJson = ({ cursor: _cursor, ...entry }: AuditEntry): string => JSON.stringify(entry);

function toCsv(entry: AuditEntry): string {
  return csvLine(columns.map((column) => (column === 'at' ? entry.at.toISOString() : (entry[column] ?? ''))));
}
