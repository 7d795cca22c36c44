// Counts an access log without any of our code but the decision which user agents are programs: awk and sort alone.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { botReason } from '../../src/redis/metric/agent.ts';

export interface LogCount {
  readonly pageViews: number;
  readonly visitors: number;
  readonly sessions: number;
  readonly bounces: number;
  /** Lines such as `12 /blog`, the ten most seen. */
  readonly topPages: readonly string[];
}

const shell = (command: string, ...args: string[]): string =>
  execFileSync('sh', ['-c', command, 'sh', ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

const pageViews = String.raw`
  BEGIN { while ((getline agent < bots) > 0) bot[agent] = 1 }
  NF < 7 { next }
  {
    split($2, request, " "); split($3, answer, " ")
    path = request[2]; sub(/[?#].*/, "", path)
    if (request[1] != "GET" || $6 in bot) next
    if (tolower(path) ~ /\.(png|jpg|jpeg|gif|ico|svg|webp|avif|bmp|tif|tiff|css|js|mjs|map|woff|woff2|ttf|otf|eot|json|xml|txt|mp4|mp3|zip|gz|tgz|tar)$/) next
    if (answer[1] != 304 && (answer[1] < 200 || answer[1] > 299 || answer[1] == 206)) next
    gsub(/\/+/, "/", path); if (length(path) > 1) sub(/\/$/, "", path)
    split($1, head, " "); time = head[4]
    seconds = ((substr(time, 2, 2) * 24 + substr(time, 14, 2)) * 60 + substr(time, 17, 2)) * 60 + substr(time, 20, 2)
    printf "%s|%s\t%d\t%s\n", head[1], $6, seconds, path
  }`;

const sessions = `
  function ended() { if (steps == 1) bounces++ }
  {
    if ($1 != visitor) visitors++
    if ($1 != visitor || $2 - last > 1800) { ended(); sessions++; steps = 0 }
    visitor = $1; last = $2; steps++
  }
  END { ended(); print NR, visitors, sessions, bounces }`;

/** @param folder an empty folder for what lies between. The log's times must all be of one month and of UTC. */
export function countLog(file: string, folder: string): LogCount {
  const agents = shell(`awk -F'"' '{ print $6 }' "$1" | sort -u`, file).split('\n');
  const bots = join(folder, 'bots');
  writeFileSync(bots, agents.filter((agent) => botReason(agent) !== null).join('\n'));
  const views = join(folder, 'views');
  writeFileSync(views, shell(`awk -F'"' -v bots="$2" "$3" "$1"`, file, bots, pageViews));
  const [count, visitors, began, bounces] = shell(
    `sort -t "$(printf '\\t')" -k1,1 -k2,2n "$1" | awk -F'\\t' "$2"`,
    views,
    sessions,
  )
    .trim()
    .split(' ')
    .map(Number) as [number, number, number, number];
  const topPages = shell(`cut -f3 "$1" | sort | uniq -c | sort -k1,1nr -k2,2 | head -10`, views);
  return {
    pageViews: count,
    visitors,
    sessions: began,
    bounces,
    topPages: topPages
      .trim()
      .split('\n')
      .map((text) => text.trim()),
  };
}
