// Writes docs/roles.md from the rules of the API, docs/limits.md from the limits in the source and docs/library-reference.md from the
// comments of what the package exports. `--check` writes nothing and fails when a page is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GraphQLObjectType } from 'graphql';
import { cacheLimits } from '../src/redis/cache/options.ts';
import { cartLimits } from '../src/redis/cart/lines.ts';
import { categoryLimits } from '../src/redis/catalogue/category-slug.ts';
import { catalogueLimits } from '../src/redis/catalogue/product.ts';
import { jobLimits } from '../src/redis/job/shapes.ts';
import { messageLimits } from '../src/redis/message/shapes.ts';
import { schema } from '../src/schema/index.ts';
import { operationDefaults, serverLimits } from '../src/server/limits.ts';
import { type Export, exportsOf } from './docs/exports.ts';

const callers: Readonly<Record<string, string>> = {
  public: 'everybody',
  session: 'a session, of a guest or an account',
  user: 'an account',
  WORKER: '`WORKER` or `ADMIN`',
  ADMIN: '`ADMIN`',
  VIEWER: '`ADMIN`, or `VIEWER` or `EDITOR` on the site',
  EDITOR: '`ADMIN`, or `EDITOR` on the site',
  SHARED: '`ADMIN`, `VIEWER` or `EDITOR` on the site, or its share link',
};

function callerOf(rule: Readonly<Record<string, unknown>>): string {
  const [kind = ''] = Object.keys(rule);
  const caller = callers[rule.shared ? 'SHARED' : kind === 'role' || kind === 'site' ? String(rule[kind]) : kind];
  if (caller === undefined) throw new Error(`There are no words for the rule ${JSON.stringify(rule)}`);
  return caller;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
/** The first sentence, which ends where another one begins. */
const firstSentence = (text: string): string => /^.*?[.](?=\s+[A-Z`]|\s*$)/s.exec(text)?.[0] ?? text;

function fieldsOf(root: GraphQLObjectType | null | undefined): string {
  const fields = Object.values(root?.getFields() ?? {}).sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = fields.map(({ name, description, extensions }) => {
    const { authScopes } = extensions.pothosOptions as { authScopes: Record<string, unknown> };
    return `| \`${name}\` | ${callerOf(authScopes)} | ${cell(firstSentence(description ?? ''))} |`;
  });
  return ['| field | who may call it | what it does |', '|---|---|---|', ...rows].join('\n');
}

const roles = `<!-- \`npm run docs:reference\` writes this page from the rules in the source. -->

# Roles

This page lists who may call each query, mutation and subscription.

An account has one or more of these roles. [accounts.md](accounts.md#roles) shows how to change them.

| role | what it may do |
|---|---|
| \`CUSTOMER\` | Use the shop. Every account that signs up has it. |
| \`WORKER\` | Enqueue, claim and finish jobs, and use the topics, services and cache. For programs. |
| \`ADMIN\` | Everything. |

An account may also have a role on a [site](metrics.md#people-of-a-site): \`VIEWER\` reads its figures, \`EDITOR\` also sets it up.

If nobody is logged in, a field that needs more fails with \`UNAUTHENTICATED\`; if the role is missing, with \`FORBIDDEN\`. Mortar judges
rights for each operation, and again for open streams when roles or sessions change. Some fields are narrower than their rule: an account
sees its own cart, orders and sessions only. Some changes of accounts also need a log-in within the last minutes, and fail with
\`REAUTHENTICATION_REQUIRED\` otherwise.

## Queries

${fieldsOf(schema.getQueryType())}

## Mutations

${fieldsOf(schema.getMutationType())}

## Subscriptions

${fieldsOf(schema.getSubscriptionType())}
`;

const count = (value: number | bigint): string => value.toLocaleString('en-US');
const kibibytes = (bytes: number): string => `${count(bytes / 1_024)} KiB`;
const days = (ms: number): string => (ms === 86_400_000 ? 'a day' : `${count(ms / 86_400_000)} days`);
const { kept } = jobLimits;

const rows = (list: readonly (readonly [what: string, limit: string])[]): string =>
  ['| what | limit |', '|---|---|', ...list.map(([what, limit]) => `| ${what} | ${limit} |`)].join('\n');

const limits = `<!-- \`npm run docs:reference\` writes this page from the limits in the source. -->

# Limits

This page lists the limits that a client or a program meets first. What goes beyond one is refused with an [error](errors.md) that names the
field and what is allowed; nothing is cut off silently.

## Requests

Those with a setting can be changed: see [what clients may send](operations.md#what-clients-may-send).

${rows([
  ['Body of a request, to `/graphql` and to `/collect`', `${count(serverLimits.bodyBytes)} bytes`],
  ['Message over a WebSocket', kibibytes(serverLimits.socketMessageBytes)],
  [
    'Messages over a WebSocket',
    `${count(serverLimits.socketMessages.burst)} at once, then ${count(serverLimits.socketMessages.perSecond)}/s`,
  ],
  ['Text and variables of a subscription', `${count(serverLimits.subscriptionCharacters)} characters`],
  ['Levels of fields: `MORTAR_OPERATION_DEPTH`', count(operationDefaults.depth)],
  ['Aliases: `MORTAR_OPERATION_ALIASES`', count(operationDefaults.aliases)],
  ['Directives: `MORTAR_OPERATION_DIRECTIVES`', count(operationDefaults.directives)],
  ['Tokens: `MORTAR_OPERATION_TOKENS`', count(operationDefaults.tokens)],
  ['Fields: `MORTAR_OPERATION_FIELDS`', count(operationDefaults.fields)],
  ['Cost: `MORTAR_OPERATION_COST`', `${count(operationDefaults.cost)} points`],
  ['Operations in one request: `MORTAR_BATCHED_OPERATIONS`', count(operationDefaults.batched)],
  ['Levels of lists and objects in JSON', count(serverLimits.jsonLevels)],
])}

[Rate limits](rate-limits.md) come on top.

## Jobs

${rows([
  ['Payload, result', kibibytes(jobLimits.payloadBytes)],
  ['Jobs per call', count(jobLimits.batch)],
  ['Attempts', `${count(jobLimits.attemptsMax)}. Default: ${count(jobLimits.attemptsDefault)}`],
  ['Delay', days(jobLimits.delayMaxMs)],
  [
    'Memory of an idempotency key',
    `${days(jobLimits.idempotencyTtlMs)}; in the library up to ${days(jobLimits.idempotencyTtlMaxMs)}`,
  ],
  ['Completed jobs that are kept', `${count(kept.completed.count)} per queue, for ${days(kept.completed.ageMs)}`],
  ['Dead letters that are kept', `${count(kept.dead.count)} per queue, for ${days(kept.dead.ageMs)}`],
  ['Log lines of a job', `${count(jobLimits.logLines)} of ${count(jobLimits.logLineLength)} characters`],
])}

## Messages

${rows([
  ['Payload', kibibytes(messageLimits.payloadBytes)],
  ['Topics', count(messageLimits.topics)],
  ['Parts of a topic', count(messageLimits.parts)],
  ['Groups per topic', count(messageLimits.groupsPerTopic)],
  [
    'Messages that a topic, or each of its parts, keeps',
    `${count(messageLimits.kept.messages)}, for ${days(messageLimits.kept.ageMs)}, of ${kibibytes(messageLimits.kept.bytes)} together`,
  ],
  ['Pending messages of a group', count(messageLimits.pending)],
])}

## Cache

${rows([
  ['Key', `${count(cacheLimits.keyCharacters)} characters`],
  ['Value as text', kibibytes(cacheLimits.valueBytes)],
  ['Tags per value', count(cacheLimits.tagsPerEntry)],
  ['Lifetime', `${count(cacheLimits.lifetimeSeconds / 86_400)} days`],
])}

## The shop

${rows([
  ['SKU', `${count(catalogueLimits.maxSkuLength)} characters`],
  [
    'Name and description of a product',
    `${count(catalogueLimits.maxNameLength)} and ${count(catalogueLimits.maxDescriptionLength)} characters`,
  ],
  ['Tags of a product', count(catalogueLimits.maxTags)],
  [
    'Variants, options and images of a product',
    `${count(catalogueLimits.maxVariants)}, ${count(catalogueLimits.maxOptions)} and ${count(catalogueLimits.maxImages)}`,
  ],
  [
    'Categories, and different values of options',
    `${count(categoryLimits.maxCategories)} and ${count(catalogueLimits.maxOptionValues)}`,
  ],
  ['Lines of a cart', count(cartLimits.maxLines)],
  ['Quantity of a line', count(cartLimits.maxQuantity)],
  ['Life of a cart that nobody changes', `${count(cartLimits.ttlMs / 3_600_000)} hours`],
])}
`;

function describe({ name, kind, words, declaration, members }: Export): string {
  const list = members.map((member) => {
    const shown = member.declaration.replace(/^((?:override|static) )?(?:readonly|async) /, '$1');
    return `- \`${shown}\`${member.words && ` ${member.words}`}`;
  });
  const parts = [`### ${name}`, words, `\`\`\`ts\n${declaration}\n\`\`\``, list.join('\n')];
  // The head of a class says no more than its name.
  return parts
    .filter((part) => part !== '' && (kind !== 'class' || part !== `\`\`\`ts\nclass ${name}\n\`\`\``))
    .join('\n\n');
}

/** The entries of the package whose names people write, and their files. */
const entries: Readonly<Record<string, string>> = {
  mortar: 'index.ts',
  'mortar/schema': 'plugins/schema.ts',
  'mortar/redis': 'redis/index.ts',
  'mortar/stores': 'redis/library.ts',
  'mortar/worker': 'worker/index.ts',
  'mortar/express': 'door/express.ts',
  'mortar/fastify': 'door/fastify.ts',
  'mortar/web': 'door/web.ts',
  'mortar/testing': 'testing.ts',
};

const sections = Object.entries(entries).map(([name, file]) => {
  const path = fileURLToPath(new URL(`../src/${file}`, import.meta.url));
  return `## ${name}\n\n${exportsOf(path).map(describe).join('\n\n')}\n`;
});

const library = `<!-- \`npm run docs:reference\` writes this page from the comments in the source. -->

# All names of the library

This page lists what the entries of the package export, with their members. [Mortar as a package](library.md) shows how to install
it, and [jobs](jobs.md#the-library), [messages](messages.md), the [cache](cache.md), [rate limits](rate-limits.md) and
[services](services.md) have examples.

\`@throws\` names what a call throws or rejects with. A \`Refusal\` has \`problems\` with [codes](errors.md#user-errors).

${sections.join('\n')}`;

for (const [name, page] of [
  ['roles', roles],
  ['limits', limits],
  ['library-reference', library],
] as const) {
  const file = new URL(`../docs/${name}.md`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(file, page);
  else if (readFileSync(file, 'utf8') !== page) {
    console.error(`docs/${name}.md is stale: run \`npm run docs:reference\` and commit it.`);
    process.exitCode = 1;
  }
}
