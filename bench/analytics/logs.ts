// Access logs: Mortar's import against the tools that read them, from start to end; and what is seen of a line that comes while
// GoAccess' page is watched, against an event that is sent while Mortar's figures are.
//
// The 10,000 lines of MORTAR_TEST_DATA are mostly the start of each, so there are 200,000, too: the same over and over, each time some
// days later. GoAccess is a program in C that counts in memory and forgets; with its database on disk it has what an import
// has. None but Mortar knows a line again that it has read from another file.
//
// What each makes of the first: Mortar 1,651 page views and 991 visitors, GoAccess 3,029 and 1,675, AWStats 1,727 and 874. Mortar
// counts GETs answered in whole or from the browser's cache, but for images, styles, scripts and fonts, and none of programs, to which
// feed readers belong: one that fetches a feed 371 times is GoAccess' most read page. GoAccess' list of programs is shorter; it
// counts redirections, HEAD and POST, and scripts; a visitor is an address, agent and day, whatever was fetched. AWStats tells
// pages by its list of what is none; a visitor is an address that saw a page, with any agents and on any days.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { on, once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { compare, type Row } from '../compare.ts';
import type { BenchContext } from '../context.ts';
import { medianDelayMs } from './delay.ts';
import { browser } from './load.ts';
import { buildMortar, hasGoAccess, importLog, logTools } from './log-tools.ts';
import type { Mortar } from './mortar.ts';

const times = 20;
const startMs = 3_000;

export async function benchLogs({ redisUrl, report }: BenchContext, mortar: Mortar): Promise<void> {
  const folder = process.env.MORTAR_TEST_DATA;
  if (!folder) return;
  buildMortar();
  const short = join(folder, 'apache_logs');
  const own = mkdtempSync(join(tmpdir(), 'mortar-logs-'));
  const long = join(own, 'long.log');
  writeLong(short, long);
  try {
    for (const tool of logTools()) {
      for (const [log, lines] of [
        [short, 10_000],
        [long, 10_000 * times],
      ] as const)
        report(
          await compare({
            bench: 'analytics',
            case: `an access log of ${lines.toLocaleString('en')} lines, from start to end`,
            unit: 'ms',
            lessIsBetter: true,
            rounds: 3,
            peerName: tool.name,
            // Under keys of its own, where no line is known yet.
            mortar: async () => importLog(log, { REDIS_URL: redisUrl, MORTAR_KEY_PREFIX: randomUUID().slice(0, 8) }),
            peer: async () => tool.read(log),
          }),
        );
    }
    const delay = await liveDelay(short, own, mortar);
    if (delay) report(delay);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function writeLong(short: string, long: string): void {
  const text = readFileSync(short, 'utf8');
  for (let time = 0; time < times; time += 1)
    appendFileSync(
      long,
      text.replace(
        /\[(\d\d)\/May\/2015:/g,
        (_match, day) => `[${dateText(Date.UTC(2015, 4, Number(day) + 4 * time))}:`,
      ),
    );
}

/** As in `17/May/2015`. */
function dateText(at: number): string {
  const [, day, month, year] = new Date(at).toUTCString().split(' ');
  return `${day}/${month}/${year}`;
}

/** Null where there is no GoAccess. */
async function liveDelay(short: string, folder: string, mortar: Mortar): Promise<Row | null> {
  if (!hasGoAccess()) return null;
  const log = join(folder, 'live.log');
  writeFileSync(log, readFileSync(short));
  const port = await freePort();
  const options = ['--log-format=COMBINED', '--no-global-config', '--real-time-html', '--addr=127.0.0.1'];
  const server = spawn('goaccess', [log, ...options, `--port=${port}`, '-o', join(folder, 'live.html')], {
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  try {
    let line = 0;
    const append = async (): Promise<void> => {
      line += 1;
      const now = Date.now();
      const time = `${dateText(now)}:${new Date(now).toISOString().slice(11, 19)} +0000`;
      appendFileSync(log, `203.0.113.7 - - [${time}] "GET /live/${line} HTTP/1.1" 200 100 "-" "${browser}"\n`);
    };
    await wait(startMs);
    return await compare({
      bench: 'analytics',
      case: 'from an event to the picture of one who watches, median of 12',
      unit: 'ms',
      lessIsBetter: true,
      rounds: 1,
      peerName: 'GoAccess, which reads its log once a second',
      mortar: () => medianDelayMs(mortar.watch(), () => mortar.send()),
      peer: () => medianDelayMs(watchGoAccess(port), append),
    });
  } finally {
    server.kill('SIGINT');
    await ended;
  }
}

async function* watchGoAccess(port: number): AsyncGenerator<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  try {
    for await (const [message] of on(socket, 'message'))
      yield (JSON.parse(String(message)) as { general: { total_requests: number } }).general.total_requests;
  } finally {
    socket.close();
  }
}
