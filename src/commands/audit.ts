// `mortar audit [--csv] [--from DAY] [--to DAY]`: the audit log as JSON lines or CSV, newest first.

import { AuditLog } from '../redis/account/audit.ts';
import type { AuditEntry } from '../redis/account/audit-record.ts';
import { csvLine } from '../redis/base/csv.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { readArguments, readDay } from './arguments.ts';
import type { Command } from './command.ts';
import { openRedis } from './open-redis.ts';

const perPage = 1_000;

export const auditCommand: Command = {
  name: 'audit',
  usage: 'audit [--csv] [--from DAY] [--to DAY]',
  about:
    'Prints the audit log, newest first: a JSON object per line, or CSV. Works while Mortar runs and while it does not.',
  async run(args, config) {
    const { csv, ...filter } = readAudit(args);
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

const options = { csv: { type: 'boolean', default: false }, from: { type: 'string' }, to: { type: 'string' } } as const;

function readAudit(args: readonly string[]): { csv: boolean; from?: Date; to?: Date } {
  return readArguments(auditCommand, { args: [...args], options }, ({ values: { csv, ...days } }) => {
    const [from, to] = (['from', 'to'] as const).map((name) => readDay(auditCommand, name, days[name]));
    return { csv, ...(from && { from }), ...(to && { to }) };
  });
}

const columns = ['at', 'kind', 'accountId', 'byId', 'ipAddress', 'before', 'after', 'reason'] as const;

const toJson = ({ cursor: _cursor, ...entry }: AuditEntry): string => JSON.stringify(entry);

function toCsv(entry: AuditEntry): string {
  return csvLine(columns.map((column) => (column === 'at' ? entry.at.toISOString() : (entry[column] ?? ''))));
}
