// What `mortar simulate` says at its end: what was sent, and what Mortar made of it.

import type { SimulationSettings } from '../simulate/simulate.ts';
import type { Tally } from '../simulate/tally.ts';

type Row = (count: number, text: string) => string;

export function summaryOf(
  tally: Tally,
  settings: Pick<SimulationSettings, 'url' | 'seed' | 'experiment' | 'visitorsPerMinute' | 'administrator'>,
  seconds: number,
): string {
  const { url, seed, experiment, administrator } = settings;
  const row: Row = (count, text) => `${count.toLocaleString('en').padStart(10)}  ${text}`;
  const revenue = [...tally.revenue].map(([currency, amount]) => `${amount.toFixed(2)} ${currency}`);
  const failures = [...tally.failures].sort(([, a], [, b]) => b - a);
  return [
    `Sent to ${url} in ${seconds.toFixed(1)} s, seed ${seed}`,
    row(tally.visits, `visits, ${tally.crawls.toLocaleString('en')} of them by programs`),
    ...behindRows(tally, settings.visitorsPerMinute, row),
    row(tally.sent, 'events of pages'),
    row(tally.counted, 'of them counted'),
    row(tally.refused, "refused, as programs' are"),
    ...(tally.duplicates > 0
      ? [row(tally.duplicates, 'known already: answers were lost and they were sent again')]
      : []),
    ...browsingRows(tally, row),
    row(tally.carts, 'carts'),
    row(tally.checkouts, 'checkouts'),
    row(tally.orders, ['orders', ...revenue].join(', ')),
    ...orderRows(tally, row),
    row(tally.declined, 'cards declined'),
    ...(tally.soldOut > 0
      ? [row(tally.soldOut, `found something sold out or reserved${administrator ? '' : refillAdvice}`)]
      : []),
    row(
      Math.round(tally.requests / seconds),
      `requests per second, with ${Math.round(tally.sent / seconds)} events of pages`,
    ),
    ...limitedRows(tally, row),
    ...failures.map(([reason, count]) => row(count, `failed: ${reason}`)),
    ...experimentRows(tally, experiment),
  ].join('\n');
}

/** What shoppers asked of the catalogue. */
function browsingRows(
  { lists, searches, corrected, missed, suggestions, recommended, taken }: Tally,
  row: Row,
): string[] {
  return [
    row(lists, 'lists of categories, with facets'),
    row(searches, `searches: ${corrected} corrected, ${missed} found nothing`),
    row(suggestions, 'suggestions while they typed'),
    row(recommended, `products recommended for carts, ${taken} of them taken`),
  ];
}

/** What the totals of the orders were made of, and what became of the orders. */
function orderRows({ discounts, shipping, taxes, ...tally }: Tally, row: Row): string[] {
  const counted: readonly (readonly [number, string])[] = [
    ...[...discounts].map(([code, count]) => [count, `of them with the discount ${code}`] as const),
    ...[...shipping].map(([method, count]) => [count, `of them sent by the method ${method}`] as const),
    [tally.fulfilments, 'parcels with a tracking number'],
    [tally.returns, 'returns, taken back and refunded'],
    [tally.refunds, 'refunds of a part'],
    [tally.cancelled, 'orders cancelled by their shoppers'],
  ];
  const sums = [...taxes].map(([currency, amount]) => `${amount.toFixed(2)} ${currency}`);
  return [
    ...counted.filter(([count]) => count > 0).map(([count, text]) => row(count, text)),
    ...(sums.length > 0 ? [`            Taxes of the orders: ${sums.join(', ')}`] : []),
  ];
}

const refillAdvice = ': with MORTAR_ADMIN_EMAIL and MORTAR_ADMIN_PASSWORD set, the simulation fills the shelves again';

/** Where fewer visitors came than were wished for, by so much that it is not chance. */
function behindRows({ liveMs, behindMs }: Tally, wished: number, row: Row): string[] {
  const missed = behindMs / liveMs;
  if (behindMs < 1_000 || missed < 0.02) return [];
  const came = Math.round(wished * (1 - missed)).toLocaleString('en');
  const instead = `about ${came} visitors a minute came instead of ${wished.toLocaleString('en')}`;
  return [row(Math.round(behindMs / 1_000), `s behind: ${instead}; this Mortar, or this machine, serves no more`)];
}

function limitedRows(tally: Tally, row: Row): string[] {
  if (tally.limited === 0) return [];
  const waited = `waited ${Math.round(tally.waitedMs / 1_000).toLocaleString('en')} s in all, as Retry-After asks`;
  return [
    row(tally.limited, `times limited, ${waited}`),
    '            Unless Mortar is started with MORTAR_TRUSTED_PROXIES naming this machine, as in',
    '            MORTAR_TRUSTED_PROXIES=127.0.0.1 npm start, all shoppers have one address, and share what it may ask for.',
  ];
}

function experimentRows({ variants, carts }: Tally, experiment: string): string[] {
  if (variants.size === 0)
    return carts === 0
      ? []
      : [`No experiment ${experiment} runs, so nobody was shown a variant; --experiment names another.`];
  const arms = [...variants]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([variant, { shown, bought }]) => `${variant} shown ${shown} times, ${bought} bought`);
  return [`Experiment ${experiment}: ${arms.join('; ')}`];
}
