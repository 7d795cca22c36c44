// Writes docs/settings.md from the variables that Mortar reads. `--check` writes nothing and fails when the page is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { accountVariables } from '../src/config/account.ts';
import { apiVariables } from '../src/config/api.ts';
import { captchaVariables } from '../src/config/captcha.ts';
import { doorVariables } from '../src/config/door.ts';
import { factorVariables } from '../src/config/factor.ts';
import { mailVariables } from '../src/config/mail.ts';
import { metricsVariables } from '../src/config/metrics.ts';
import { processVariables } from '../src/config/process.ts';
import { providerVariables } from '../src/config/provider.ts';
import { redisVariables } from '../src/config/redis.ts';
import { shopVariables } from '../src/config/shop.ts';
import type { Variable } from '../src/config/variable.ts';
import { variables } from '../src/config.ts';

const file = new URL('../docs/settings.md', import.meta.url);

type Group = Readonly<Record<string, Variable<unknown>>>;

const groups: readonly (readonly [title: string, more: string, group: Group])[] = [
  ['Processes', 'See [processes](operations.md#processes) and [stopping](operations.md#stopping).', processVariables],
  ['Metrics', 'See [metrics](operations.md#metrics).', metricsVariables],
  ['Redis', 'See [Redis](operations.md#redis) and [durable orders](operations.md#durable-orders).', redisVariables],
  ['Operations of the API', 'See [what clients may send](operations.md#what-clients-may-send).', apiVariables],
  ['Bounds per caller', 'See [bounds of live delivery](operations.md#bounds-of-live-delivery).', doorVariables],
  ['Sign-up, sessions and audit', 'See [accounts](accounts.md) and [sessions](sessions.md).', accountVariables],
  ['Captcha', 'See [captcha](accounts.md#captcha).', captchaVariables],
  ['Second factors', 'See [second factors](operations.md#second-factors).', factorVariables],
  ['Log-in by others', 'See [log-in by others](accounts.md#log-in-by-others).', providerVariables],
  ['Mail', 'See [mail](operations.md#mail).', mailVariables],
  ['Shop', 'See [payments](payments.md) and [reservations](operations.md#bounds-of-reservations).', shopVariables],
];

const placed = new Set(groups.flatMap(([, , group]) => Object.keys(group)));
const general = Object.fromEntries(Object.entries(variables).filter(([name]) => !placed.has(name)));

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replace(/(?<!`)\b((?:MORTAR_[A-Z_]+|REDIS_URL)(?:=\w+)?)/g, '`$1`');

const row = ([name, { about, unset, allowed, secret }]: [string, Variable<unknown>]): string =>
  `| \`${name}\` | ${cell(about)}${secret ? ' Secret.' : ''} | ${cell(unset)} | ${cell(allowed)} |`;

const section = (title: string, more: string, group: Group): string =>
  [`## ${title}`, '', more, '', '| setting | what it is | default | allowed |', '|---|---|---|---|']
    .concat(Object.entries(group).map(row))
    .join('\n');

const page = `<!-- \`npm run docs:settings\` writes this page from the variables in the source. -->

# Settings

This page lists every setting of Mortar with its default and the values that it may have.

Settings are environment variables. An empty one counts as not set. If a value is not allowed, Mortar prints one line that names the setting
and does not start. \`npm start -- --check\` only checks the settings, and prints those that are set, without secrets. All processes of an
installation need the same values, apart from those about ports and processes.

A file may have the value of a setting that is marked Secret, and of \`REDIS_URL\`: \`NAME_FILE\` is then the path of the file, for example
\`MORTAR_ADMIN_PASSWORD_FILE=/run/secrets/admin\`. White space at the end of the file does not count. Set one of the two only.

${section('General', 'See [operations](operations.md).', general)}

${groups.map(([title, more, group]) => section(title, more, group)).join('\n\n')}
`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
} else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/settings.md is stale: run `npm run docs:settings` and commit it.');
  process.exitCode = 1;
}
