// The peers of the `checkout` bench: two bare scripts that check and count the same stock and remember nothing (no holds, no
// expiry, no repetition), and PostgreSQL with row locks, one function call a step.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../src/redis/base/handle.ts';
import type { Script } from '../src/redis/base/scripts.ts';
import type { Quantity } from '../src/redis/inventory/hold.ts';
import type { Pool } from './postgres.ts';

export interface StockPeer {
  sell(hold: string): Promise<void>;
}

const plenty = 1_000_000_000;

const bare = (name: string, source: string): Script => ({
  name,
  source,
  sha: createHash('sha1').update(source).digest('hex'),
});
const reserve = bare(
  'bench-reserve',
  `for at = 1, #ARGV, 2 do
     local free = tonumber(redis.call('HGET', KEYS[1], ARGV[at]) or 0) - tonumber(redis.call('HGET', KEYS[2], ARGV[at]) or 0)
     if free < tonumber(ARGV[at + 1]) then return 0 end
   end
   for at = 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[at], ARGV[at + 1]) end
   return 1`,
);
const commit = bare(
  'bench-commit',
  `for at = 1, #ARGV, 2 do
     redis.call('HINCRBY', KEYS[1], ARGV[at], -ARGV[at + 1])
     redis.call('HINCRBY', KEYS[2], ARGV[at], -ARGV[at + 1])
   end
   return 1`,
);

export async function bareScripts(redis: RedisHandle, lines: readonly Quantity[]): Promise<StockPeer> {
  const keys = ['bench:{bare}:on-hand', 'bench:{bare}:reserved'];
  for (const { sku } of lines) await redis.client.hset(keys[0] as string, sku, plenty);
  const args = lines.flatMap(({ sku, quantity }) => [sku, quantity]);
  return {
    async sell() {
      await redis.run(reserve, keys, args);
      await redis.run(commit, keys, args);
    },
  };
}

const tables = `
  CREATE TABLE stock (sku text PRIMARY KEY, on_hand int NOT NULL, reserved int NOT NULL DEFAULT 0);
  CREATE TABLE hold (id text PRIMARY KEY, skus text[] NOT NULL, quantities int[] NOT NULL, until timestamptz NOT NULL);
  CREATE FUNCTION reserve(hold_id text, wanted text[], quantities int[]) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM 1 FROM stock WHERE sku = ANY(wanted) ORDER BY sku FOR UPDATE;
    IF EXISTS (SELECT 1 FROM unnest(wanted, quantities) AS line(sku, quantity) JOIN stock USING (sku)
               WHERE on_hand - reserved < quantity) THEN RETURN false; END IF;
    UPDATE stock SET reserved = reserved + quantity FROM unnest(wanted, quantities) AS line(sku, quantity)
      WHERE stock.sku = line.sku;
    INSERT INTO hold VALUES (hold_id, wanted, quantities, now() + interval '15 minutes');
    RETURN true;
  END $$;
  CREATE FUNCTION sell(hold_id text) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE sold hold;
  BEGIN
    DELETE FROM hold WHERE id = hold_id RETURNING * INTO sold;
    PERFORM 1 FROM stock WHERE sku = ANY(sold.skus) ORDER BY sku FOR UPDATE;
    UPDATE stock SET on_hand = on_hand - quantity, reserved = reserved - quantity
      FROM unnest(sold.skus, sold.quantities) AS line(sku, quantity) WHERE stock.sku = line.sku;
  END $$;`;

export async function rowLocks(pool: Pool, lines: readonly Quantity[]): Promise<StockPeer> {
  await pool.query(tables);
  for (const { sku } of lines) await pool.query('INSERT INTO stock VALUES ($1, $2)', [sku, plenty]);
  const skus = lines.map(({ sku }) => sku);
  const quantities = lines.map(({ quantity }) => quantity);
  return {
    async sell(hold) {
      await pool.query('SELECT reserve($1, $2, $3)', [hold, skus, quantities]);
      await pool.query('SELECT sell($1)', [hold]);
    },
  };
}
