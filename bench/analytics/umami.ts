// Umami as it is deployed, over a private PostgreSQL: its own build of its own source, none of which is here. To have it:
// clone github.com/umami-software/umami, `pnpm install --ignore-scripts`, `prisma generate`, `next build`, and name the folder in
// MORTAR_BENCH_UMAMI. Where nothing but packages can be fetched, its layout's font from Google is left out before, and
// `prisma generate` is given any program as PRISMA_SCHEMA_ENGINE_BINARY. Measured with 3.1.0.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { browser, type History, shape } from './load.ts';

export interface Umami {
  readonly url: string;
  readonly postgres: Postgres;
  /** The site's id. */
  readonly website: string;
  /** What its pages are asked with, by one who is logged in. */
  readonly headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const website = '5f0a54ab-5a5c-4f6c-8f6e-3f3c9a2c9f01';
const startMs = 30_000;

/** Null where there is no Umami or no PostgreSQL. */
export async function startUmami(): Promise<Umami | null> {
  const folder = process.env.MORTAR_BENCH_UMAMI;
  if (!folder) return null;
  const postgres = await startPostgres(4);
  if (!postgres) return null;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await migrate(postgres, join(folder, 'prisma/migrations'));
  const server = spawn(process.execPath, [join(folder, '.next/standalone/server.js')], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOSTNAME: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: postgres.url,
      APP_SECRET: 'a secret of the bench',
    },
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    }
    await postgres.stop();
  };
  try {
    for (const deadline = Date.now() + startMs; ; await wait(200)) {
      const beat = await fetch(`${url}/api/heartbeat`).catch(() => null);
      if (beat?.ok) break;
      if (Date.now() > deadline || server.exitCode !== null) throw new Error(`Umami in ${folder} does not answer`);
    }
    return { url, postgres, website, headers: { authorization: `Bearer ${await logIn(url)}` }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function migrate({ pool }: Postgres, folder: string): Promise<void> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1)))
    await pool.query(readFileSync(join(folder, name, 'migration.sql'), 'utf8'));
  await pool.query(`insert into website (website_id, name, domain, user_id)
    select '${website}', 'bench', 'bench.example', user_id from "user" limit 1`);
}

/** As the one whom its first migration makes. */
async function logIn(url: string): Promise<string> {
  const reply = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: 'umami' }),
  });
  const { token } = (await reply.json()) as { token?: string };
  if (!token) throw new Error(`Umami lets nobody in: ${reply.status}`);
  return token;
}

/** What its tracker posts for a page view. */
export function umamiEvent(visitor: string, path: string): { type: 'event'; payload: object } {
  const payload = { website, id: visitor, url: path, referrer: 'https://search.example/', hostname: 'bench.example' };
  return { type: 'event', payload: { ...payload, language: 'en-GB', screen: '1920x1080', title: 'A page' } };
}

/** Its headers as a browser's are behind a proxy that tells the country, which saves it its look into a file of places. */
export const trackerHeaders = {
  'content-type': 'application/json',
  'user-agent': browser,
  'cf-ipcountry': 'DE',
} as const;

/** What the tracker is given with its first answer and sends ever after, so that site and session are not looked up again. */
export async function trackerToken({ url }: Umami, visitor: string, path = '/'): Promise<string> {
  const reply = await fetch(`${url}/api/send`, {
    method: 'POST',
    headers: trackerHeaders,
    body: JSON.stringify(umamiEvent(visitor, path)),
  });
  const { cache } = (await reply.json()) as { cache?: string };
  if (!cache) throw new Error(`Umami takes no events: ${reply.status}`);
  return cache;
}

/** The rows of a history, which its endpoint would write one by one. */
export async function fillUmami({ postgres }: Umami, { events, fromMs, toMs }: History): Promise<void> {
  const { visitors, pages } = shape;
  const session = (visitor: string): string => `md5('session' || ${visitor})::uuid`;
  await postgres.pool.query(`insert into session
    (session_id, website_id, browser, os, device, screen, language, country, distinct_id, created_at)
    select ${session('v')}, '${website}', 'firefox', 'Linux', 'desktop', '1920x1080', 'en-GB', 'DE', v::text, to_timestamp(${fromMs / 1_000})
    from generate_series(0, ${visitors - 1}) v`);
  await postgres.pool.query(`insert into website_event
    (event_id, website_id, session_id, visit_id, url_path, referrer_path, referrer_domain, page_title, hostname, event_type, created_at)
    select gen_random_uuid(), '${website}', ${session('v')}, md5(v || to_char(at, 'YYYYMMDDHH24'))::uuid,
      '/articles/' || floor(${pages} * power(r, 3)), '/', 'search.example', 'A page', 'bench.example', 1, at
    from (select (i::bigint * 7919) % ${visitors} v, ((i::bigint * 2654435761) % 4294967296) / 4294967296.0::float8 r,
      to_timestamp((${fromMs} + floor(i::float8 / ${events} * ${toMs - fromMs})) / 1000.0) at
      from generate_series(0, ${events - 1}) i) as event`);
  // As its autovacuum would have done by and by.
  await postgres.pool.query('vacuum analyze website_event');
  await postgres.pool.query('vacuum analyze session');
}

/** Of all rows about visits and their indexes. */
export async function umamiBytes({ postgres }: Umami): Promise<number> {
  const result = (await postgres.pool.query(
    `select pg_total_relation_size('website_event') + pg_total_relation_size('session') as bytes`,
  )) as { rows: [{ bytes: string }] };
  return Number(result.rows[0].bytes);
}
