// How a checkout or an order is written into its hash.

import type { Order, OrderEvent, OrderLine, OrderRecord, RecordState } from './order.ts';

/** `[SKU, name, quantity, unit price in minor units]` */
type StoredLine = [string, string, number, string];

export function recordFields(record: Omit<OrderRecord, 'state' | 'attempt'>): Record<string, string> {
  const lines: StoredLine[] = record.lines.map((line) => [
    line.sku,
    line.name,
    line.quantity,
    line.unitPrice.minor.toString(),
  ]);
  return {
    state: 'OPEN',
    owner: record.owner,
    visitor: record.visitor,
    lines: JSON.stringify(lines),
    total: record.total.minor.toString(),
    currency: record.total.currency,
    reservedUntil: String(record.reservedUntil.getTime()),
  };
}

export function parseOrder(id: string, fields: Readonly<Record<string, string>>): OrderRecord | Order | null {
  if (!fields.state) return null;
  const currency = fields.currency as string;
  const lines = (JSON.parse(fields.lines as string) as StoredLine[]).map(([sku, name, quantity, minor]): OrderLine => {
    const unitPrice = { minor: BigInt(minor), currency };
    return { sku, name, quantity, unitPrice, total: { minor: unitPrice.minor * BigInt(quantity), currency } };
  });
  const record: OrderRecord = {
    id,
    owner: fields.owner as string,
    visitor: fields.visitor ?? (fields.owner as string),
    state: fields.state as RecordState,
    lines,
    total: { minor: BigInt(fields.total as string), currency },
    reservedUntil: new Date(Number(fields.reservedUntil)),
    attempt: Number(fields.attempt ?? 0),
  };
  if (!fields.history) return record;
  const history = JSON.parse(fields.history) as { state: OrderEvent['state']; at: number; note?: string }[];
  const order: Order = {
    ...record,
    state: fields.state as Order['state'],
    number: fields.number as string,
    placedAt: new Date(Number(fields.placedAt)),
    history: history.map(({ state, at, note }) => ({ state, at: new Date(at), note: note ?? null })),
  };
  return order;
}
